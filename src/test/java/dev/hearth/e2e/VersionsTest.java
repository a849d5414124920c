package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** Versions go on running what was published, and aliases send calls where they say. */
@ExtendWith(SharedHearth.class)
class VersionsTest {
    private static final int CALLS = 200;

    private LambdaClient client;
    private Functions functions;

    @BeforeEach
    void connect(HearthProcess hearth) {
        client = hearth.client();
        functions = new Functions(client);
    }

    @Test
    void callsRunTheVersionThatTheirNameStandsFor() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", source("one"));
        String first = publish(name);
        update(name, "two");
        String second = publish(name);
        update(name, "three");
        client.createAlias(alias -> alias.functionName(name).name("live").functionVersion(first));

        assertThat(functions.answer(name, "{}")).isEqualTo("[\"three\", \"$LATEST\", \"" + name + "\"]");
        assertThat(functions.answer(name + ":" + first, "{}")).isEqualTo("[\"one\", \"1\", \"" + name + ":1\"]");
        assertThat(functions.answer(name + ":live", "{}")).isEqualTo("[\"one\", \"1\", \"" + name + ":live\"]");

        client.updateAlias(alias -> alias.functionName(name).name("live").functionVersion(second));
        InvokeResponse moved =
                client.invoke(call -> call.functionName(name).qualifier("live").payload(SdkBytes.fromUtf8String("{}")));
        assertThat(moved.executedVersion()).isEqualTo("2");
        assertThat(moved.payload().asUtf8String()).startsWith("[\"two\"");

        client.deleteFunction(function -> function.functionName(name).qualifier(first));
        assertThatThrownBy(() -> functions.invoke(name + ":" + first, "{}"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining(
                        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:" + name + ":1");
        client.deleteFunction(function -> function.functionName(name));
        assertThatThrownBy(() -> functions.invoke(name + ":live", "{}")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void anAliasShiftsAPartOfItsCalls() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", source("one"));
        String first = publish(name);
        update(name, "two");
        String second = publish(name);
        client.createAlias(alias -> alias.functionName(name)
                .name("live")
                .functionVersion(first)
                .routingConfig(routing -> routing.additionalVersionWeights(Map.of(second, 0.3))));
        int shifted = 0;
        for (int i = 0; i < CALLS; i++) {
            InvokeResponse response = client.invoke(
                    call -> call.functionName(name).qualifier("live").payload(SdkBytes.fromUtf8String("{}")));
            shifted += response.executedVersion().equals(second) ? 1 : 0;
        }
        // four standard deviations (6.5 calls) around the 60 that are expected: one failure in 16,000 runs
        assertThat(shifted).isBetween(34, 86);
    }

    private String publish(String name) {
        return client.publishVersion(version -> version.functionName(name)).version();
    }

    private void update(String name, String answer) {
        client.updateFunctionCode(update -> update.functionName(name).zipFile(Packages.zip("app.py", source(answer))));
        client.waiter().waitUntilFunctionUpdatedV2(function -> function.functionName(name));
    }

    private static String source(String answer) {
        return """
                import os
                def handler(event, context):
                    name = context.invoked_function_arn.split(":function:")[1]
                    return ["%s", os.environ["AWS_LAMBDA_FUNCTION_VERSION"], name]
                """.formatted(answer);
    }
}
