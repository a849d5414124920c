package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.time.Eventually;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.RecursiveInvocationException;
import software.amazon.awssdk.services.lambda.model.RecursiveLoop;

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

    /** An SDK in a function sends on the header that the function got. */
    @Test
    void aLoopEndsAfterSixteenTurns(HearthProcess hearth) {
        LambdaClient client = hearth.client();
        String name = new Functions(client).deploy("python3.13", "app.handler", "app.py", """
                import os
                def handler(event, context):
                    return os.environ["_X_AMZN_TRACE_ID"]
                """);
        String header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
        for (int turn = 0; turn < 16; turn++) {
            header = traced(client, name, header);
            assertThat(header).contains("Lineage=").endsWith(":" + turn);
        }
        String seventeenth = header;
        assertThatThrownBy(() -> traced(client, name, seventeenth))
                .isInstanceOf(RecursiveInvocationException.class)
                .hasMessageContaining("recursive loop");
        client.putFunctionRecursionConfig(config -> config.functionName(name).recursiveLoop(RecursiveLoop.ALLOW));
        assertThat(traced(client, name, seventeenth)).endsWith(":16");
    }

    private static String traced(LambdaClient client, String name, String header) {
        return client.invoke(call -> call.functionName(name)
                        .overrideConfiguration(request -> request.putHeader("X-Amzn-Trace-Id", header)))
                .payload()
                .asUtf8String()
                .replace("\"", "");
    }

    /** Two functions that are each other's destinations would be told of being told, for ever. */
    @Test
    void aLoopOfDestinationsEnds(HearthProcess hearth) {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String code = "def handler(event, context): print('turn')";
        String one = functions.deploy("python3.13", "app.handler", "app.py", code);
        String other = functions.deploy("python3.13", "app.handler", "app.py", code);
        tellOf(client, one, other);
        tellOf(client, other, one);
        event(client, one, "{}");
        Eventually.holds(() -> turns(hearth, one) == 16 && turns(hearth, other) == 16);
        // were there a seventeenth turn, it would have begun before this
        String last = functions.deploy("python3.13", "app.handler", "app.py", LISTENER);
        event(client, last, "{\"requestContext\": {\"condition\": \"last\"}, \"requestPayload\": 0}");
        Eventually.holds(() -> says(hearth, last, "heard last 0"));
        assertThat(turns(hearth, one)).isEqualTo(16);
    }

    private static void tellOf(LambdaClient client, String function, String target) {
        String arn = client.getFunction(get -> get.functionName(target))
                .configuration()
                .functionArn();
        client.putFunctionEventInvokeConfig(config -> config.functionName(function)
                .destinationConfig(destination -> destination.onSuccess(success -> success.destination(arn))));
    }

    private static long turns(HearthProcess hearth, String function) {
        try {
            return hearth.run("logs", function)
                    .lines()
                    .filter(line -> line.endsWith("turn"))
                    .count();
        } catch (IllegalStateException nothingYet) {
            return 0;
        }
    }

    /** They were for another function, though of the same name. */
    @Test
    void aFunctionDoesNotGetTheEventsOfADeletedOne(HearthProcess hearth) {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String name = functions.deploy("python3.13", "app.handler", "app.py", LISTENER);
        client.putFunctionConcurrency(config -> config.functionName(name).reservedConcurrentExecutions(0));
        for (int i = 0; i < 120; i++) {
            event(client, name, "{\"requestContext\": {\"condition\": \"old\"}, \"requestPayload\": 0}");
        }
        client.deleteFunction(function -> function.functionName(name));
        client.createFunction(function -> function.functionName(name)
                .runtime("python3.13")
                .handler("app.handler")
                .role(Functions.ROLE)
                .code(code -> code.zipFile(Packages.zip("app.py", LISTENER))));
        client.waiter().waitUntilFunctionActiveV2(function -> function.functionName(name));
        event(client, name, "{\"requestContext\": {\"condition\": \"new\"}, \"requestPayload\": 0}");
        Eventually.holds(() -> says(hearth, name, "heard new 0"));
        assertThat(hearth.run("logs", name)).doesNotContain("heard old");
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
