package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyStatusEnum;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Reserved and provisioned concurrency, with the effect that they have on running functions. */
class ConcurrencyTest {
    private static final String SOURCE = """
            import os, time
            BEGAN = time.time()
            def handler(event, context):
                return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"] + " " + context.function_version
            """;

    private static final String SLOW = """
            import time
            def handler(event, context):
                time.sleep(3)
            """;

    @TempDir
    Path folder;

    @Test
    void provisionedSandboxesAreThereBeforeAnybodyAsksAndAfterARestart() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        String name;
        try (HearthProcess hearth = HearthProcess.start(data)) {
            LambdaClient client = hearth.client();
            name = new Functions(client).deploy("python3.13", "app.handler", "app.py", SOURCE);
            String function = name;
            client.publishVersion(r -> r.functionName(function));
            client.createAlias(r -> r.functionName(function).name("live").functionVersion("1"));
            client.putProvisionedConcurrencyConfig(
                    r -> r.functionName(function).qualifier("live").provisionedConcurrentExecutions(2));
            Eventually.holds(() -> isReady(client, function));
            assertThat(answer(client, function)).isEqualTo("\"provisioned-concurrency 1\"");

            client.updateFunctionConfiguration(r -> r.functionName(function).description("second"));
            client.waiter().waitUntilFunctionUpdatedV2(r -> r.functionName(function));
            client.publishVersion(r -> r.functionName(function));
            client.updateAlias(r -> r.functionName(function).name("live").functionVersion("2"));
            Eventually.holds(() -> answer(client, function).equals("\"provisioned-concurrency 2\""));
            hearth.kill();
        }
        try (HearthProcess hearth = HearthProcess.start(data)) {
            LambdaClient client = hearth.client();
            String function = name;
            Eventually.holds(() -> isReady(client, function));
            assertThat(answer(client, function)).isEqualTo("\"provisioned-concurrency 2\"");
            client.deleteProvisionedConcurrencyConfig(
                    r -> r.functionName(function).qualifier("live"));
            Eventually.holds(() -> answer(client, function).equals("\"on-demand 2\""));
        }
    }

    @Test
    void provisionedConcurrencyOfAFunctionWhoseInitFailsHasFailed() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (HearthProcess hearth = HearthProcess.start(data)) {
            LambdaClient client = hearth.client();
            String function = new Functions(client).deploy("python3.13", "app.handler", "app.py", """
                    import os
                    if os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"] == "provisioned-concurrency":
                        raise RuntimeError("not ahead")
                    def handler(event, context):
                        return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
                    """);
            client.publishVersion(r -> r.functionName(function));
            client.createAlias(r -> r.functionName(function).name("live").functionVersion("1"));
            client.putProvisionedConcurrencyConfig(
                    r -> r.functionName(function).qualifier("live").provisionedConcurrentExecutions(1));

            Eventually.holds(() -> {
                var config = client.getProvisionedConcurrencyConfig(
                        r -> r.functionName(function).qualifier("live"));
                return config.statusAsString().equals("FAILED")
                        && config.statusReason().equals("FUNCTION_ERROR_INIT_FAILURE");
            });
            assertThat(answer(client, function)).isEqualTo("\"on-demand\"");
        }
    }

    @Test
    void aFunctionWithNothingReservedForItIsStopped() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (HearthProcess hearth = HearthProcess.start(data)) {
            LambdaClient client = hearth.client();
            Functions functions = new Functions(client);
            String name = functions.deploy("python3.13", "app.handler", "app.py", SOURCE);
            functions.answer(name, "{}");
            client.putFunctionConcurrency(r -> r.functionName(name).reservedConcurrentExecutions(0));
            assertThatThrownBy(() -> client.invoke(r -> r.functionName(name).payload(SdkBytes.fromUtf8String("{}"))))
                    .isInstanceOfSatisfying(
                            TooManyRequestsException.class,
                            e -> assertThat(e.reasonAsString())
                                    .isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded"));
            client.deleteFunctionConcurrency(r -> r.functionName(name));
            functions.answer(name, "{}");
        }
    }

    @Test
    void limitsHoldAndChangeWhileTheServerRuns() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (HearthProcess hearth = HearthProcess.start(data)) {
            LambdaClient client = hearth.client();
            Functions functions = new Functions(client);
            String quick = functions.deploy("python3.13", "app.handler", "app.py", SOURCE);
            String slow = functions.deploy("python3.13", "app.handler", "app.py", SLOW);
            functions.answer(quick, "{}");

            assertThat(hearth.run("account", "limit", "1")).contains("000000000000  1            1           10");
            Eventually.holds(() -> client.getAccountSettings().accountLimit().concurrentExecutions() == 1);
            // the calls of the other function may use the only permit: the slow one is called until it has run
            Thread caller = Thread.ofVirtual()
                    .start(() -> Eventually.holds(() -> refusal(client, slow).isEmpty()));
            Eventually.holds(() -> refusal(client, quick).equals("ConcurrentInvocationLimitExceeded"));
            caller.join();
            Eventually.holds(() -> refusal(client, quick).isEmpty());
            assertThat(firstRefusal(client, quick)).isEqualTo("FunctionInvocationRateLimitExceeded");

            hearth.run("account", "limit", "101");
            Eventually.holds(() -> client.getAccountSettings().accountLimit().concurrentExecutions() == 101);
            client.putFunctionConcurrency(r -> r.functionName(quick).reservedConcurrentExecutions(1));
            assertThat(firstRefusal(client, quick)).isEqualTo("ReservedFunctionInvocationRateLimitExceeded");
            assertThat(hearth.attempt("account", "limit", "100").errors()).contains("take some of that back first");
        }
    }

    /** The reason for the first refusal of many calls, one after the other. */
    private static String firstRefusal(LambdaClient client, String function) {
        for (int i = 0; i < 500; i++) {
            String reason = refusal(client, function);
            if (!reason.isEmpty()) {
                return reason;
            }
        }
        return "none";
    }

    private static String refusal(LambdaClient client, String function) {
        try {
            client.invoke(r -> r.functionName(function).payload(SdkBytes.fromUtf8String("{}")));
            return "";
        } catch (TooManyRequestsException e) {
            assertThat(e.retryAfterSeconds()).isNull();
            return e.reasonAsString();
        }
    }

    private static boolean isReady(LambdaClient client, String function) {
        return client.getProvisionedConcurrencyConfig(
                                r -> r.functionName(function).qualifier("live"))
                        .status()
                == ProvisionedConcurrencyStatusEnum.READY;
    }

    private static String answer(LambdaClient client, String function) {
        return client.invoke(r -> r.functionName(function).qualifier("live").payload(SdkBytes.fromUtf8String("{}")))
                .payload()
                .asUtf8String();
    }
}
