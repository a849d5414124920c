package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Eventually;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** An event that was accepted is processed, also by a next life, and its destination is told. */
@ExtendWith(SharedHearth.class)
class EventTest {
    /** Says what it is told: each event may come to a sandbox of its own. */
    private static final String LISTENER = """
            def handler(event, context):
                print("heard", event["requestContext"]["condition"], event["requestPayload"])
            """;

    @Test
    void itsDestinationIsTold(HearthProcess hearth) throws InterruptedException {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String listener = functions.deploy("python3.13", "app.handler", "app.py", LISTENER);
        String worker = functions.deploy("python3.13", "app.handler", "app.py", """
                def handler(event, context):
                    if event.get("fail"):
                        raise ValueError("as asked")
                    return "done"
                """);
        String arn = client.getFunction(function -> function.functionName(listener))
                .configuration()
                .functionArn();
        client.putFunctionEventInvokeConfig(config -> config.functionName(worker)
                .maximumRetryAttempts(0)
                .destinationConfig(destination -> destination
                        .onSuccess(success -> success.destination(arn))
                        .onFailure(failure -> failure.destination(arn))));
        InvokeResponse accepted = event(client, worker, "{\"n\": 1}");
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.payload().asByteArray()).isEmpty();
        Eventually.holds(() -> says(hearth, listener, "heard Success {'n': 1}"));
        event(client, worker, "{\"fail\": true}");
        Eventually.holds(() -> says(hearth, listener, "heard RetriesExhausted {'fail': True}"));
    }

    @Test
    void whatWasAcceptedSurvivesAKill(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        String listener;
        String sleeper;
        try (HearthProcess first = HearthProcess.start(data)) {
            Functions functions = new Functions(first.client());
            listener = functions.deploy("python3.13", "app.handler", "app.py", LISTENER);
            sleeper = functions.deploy(
                    "python3.13", "app.handler", "app.py", "import time\ndef handler(e, c): time.sleep(e['seconds'])");
            String arn = first.client()
                    .getFunction(function -> function.functionName(listener))
                    .configuration()
                    .functionArn();
            first.client()
                    .putFunctionEventInvokeConfig(config -> config.functionName(sleeper)
                            .destinationConfig(
                                    destination -> destination.onSuccess(success -> success.destination(arn))));
            event(first.client(), sleeper, "{\"seconds\": 3}");
            first.kill();
        }
        try (HearthProcess second = HearthProcess.start(data)) {
            Eventually.holds(() -> says(second, listener, "heard Success {'seconds': 3}"));
        }
    }

    /** Whether a function has said something; before its first word it has no logs at all. */
    private static boolean says(HearthProcess hearth, String function, String words) {
        try {
            return hearth.run("logs", function).contains(words);
        } catch (IllegalStateException nothingYet) {
            return false;
        }
    }

    private static InvokeResponse event(LambdaClient client, String name, String payload) {
        return client.invoke(call ->
                call.functionName(name).invocationType(InvocationType.EVENT).payload(SdkBytes.fromUtf8String(payload)));
    }
}
