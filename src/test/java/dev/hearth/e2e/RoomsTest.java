package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.time.Eventually;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CodeVerificationFailedException;
import software.amazon.awssdk.services.lambda.model.ResourceInUseException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** What is configured beside functions, through the wire. */
@ExtendWith(SharedHearth.class)
class RoomsTest {
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";

    private static String function = "";

    @BeforeAll
    static void deploy(HearthProcess hearth) {
        function = new Functions(hearth.client())
                .deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
    }

    @Test
    void asynchronousEventsAreConfigured(HearthProcess hearth) {
        LambdaClient client = hearth.client();
        client.putFunctionEventInvokeConfig(r -> r.functionName(function)
                .maximumRetryAttempts(0)
                .destinationConfig(d -> d.onFailure(f -> f.destination(QUEUE))));
        var config = client.getFunctionEventInvokeConfig(r -> r.functionName(function));
        assertThat(config.maximumRetryAttempts()).isZero();
        assertThat(config.destinationConfig().onFailure().destination()).isEqualTo(QUEUE);
        assertThat(config.lastModified()).isNotNull();
        client.deleteFunctionEventInvokeConfig(r -> r.functionName(function));
        assertThatThrownBy(() -> client.getFunctionEventInvokeConfig(r -> r.functionName(function)))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("doesn't have an EventInvokeConfig");
    }

    @Test
    void anEventSourceIsMappedAndUnmapped(HearthProcess hearth) throws InterruptedException {
        LambdaClient client = hearth.client();
        String id = client.createEventSourceMapping(
                        r -> r.functionName(function).eventSourceArn(QUEUE).batchSize(5))
                .uuid();
        Eventually.holds(
                () -> client.getEventSourceMapping(r -> r.uuid(id)).state().equals("Enabled"));
        assertThat(client.listEventSourceMappings(r -> r.functionName(function)).eventSourceMappings())
                .hasSize(1);
        assertThat(client.updateEventSourceMapping(r -> r.uuid(id).batchSize(6)).batchSize())
                .isEqualTo(6);
        Eventually.holds(() -> {
            try {
                return client.deleteEventSourceMapping(r -> r.uuid(id)).state().equals("Deleting");
            } catch (ResourceInUseException e) {
                return false;
            }
        });
        Eventually.holds(() -> client.listEventSourceMappings(r -> r.functionName(function))
                .eventSourceMappings()
                .isEmpty());
    }

    @Test
    void unsignedCodeIsKeptOut(HearthProcess hearth) {
        LambdaClient client = hearth.client();
        String name =
                new Functions(client).deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
        String config = client.createCodeSigningConfig(r -> r.allowedPublishers(p -> p.signingProfileVersionArns(
                                "arn:aws:signer:us-east-1:000000000000:/signing-profiles/p/1234567890"))
                        .codeSigningPolicies(p -> p.untrustedArtifactOnDeployment("Enforce")))
                .codeSigningConfig()
                .codeSigningConfigArn();
        client.putFunctionCodeSigningConfig(r -> r.functionName(name).codeSigningConfigArn(config));
        assertThat(client.listFunctionsByCodeSigningConfig(r -> r.codeSigningConfigArn(config))
                        .functionArns())
                .containsExactly(client.getFunctionConfiguration(r -> r.functionName(name))
                        .functionArn());
        assertThatThrownBy(() -> client.updateFunctionCode(
                        r -> r.functionName(name).zipFile(Packages.zip("app.py", "def handler(e, c): return 2"))))
                .isInstanceOf(CodeVerificationFailedException.class);
        client.deleteFunctionCodeSigningConfig(r -> r.functionName(name));
        client.deleteCodeSigningConfig(r -> r.codeSigningConfigArn(config));
    }
}
