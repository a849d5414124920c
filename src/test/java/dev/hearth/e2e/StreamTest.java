package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.http.RawClient;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.runtimes.FunctionBuilds;
import dev.hearth.time.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.InvokeMode;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** Answers arrive while their functions still write them, and end as they would on Lambda. */
@ExtendWith(SharedHearth.class)
class StreamTest {
    /** What the function does is in its event. */
    private static final String SOURCE = """
            const wait = (ms) => new Promise((done) => setTimeout(done, ms));
            export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
              if (event.http) stream = awslambda.HttpResponseStream.from(stream, event.http);
              else if (event.type) stream.setContentType(event.type);
              for (const piece of event.pieces ?? []) {
                stream.write(piece);
                await wait(event.pause ?? 20);
              }
              for (let i = 0; i < (event.blocks ?? 0); i++) {
                if (!stream.write(Buffer.alloc(65536, 'x'))) await new Promise((go) => stream.once('drain', go));
              }
              if (event.exit !== undefined) process.exit(event.exit);
              if (event.fail) throw new RangeError(event.fail);
              if (event.hang) await wait(60000);
              stream.end();
              await wait(event.after ?? 0);
              console.log('the function is done');
            });
            """;

    private LambdaClient client;
    private LambdaAsyncClient streaming;
    private Functions functions;

    @BeforeEach
    void connect(HearthProcess hearth) {
        client = hearth.client();
        streaming = hearth.asyncClient();
        functions = new Functions(client);
    }

    @AfterEach
    void disconnect() {
        streaming.close();
    }

    /** One streamed answer as its caller sees it. */
    private static final class Stream {
        final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
        final List<InvokeWithResponseStreamResponse> heads = new ArrayList<>();
        final List<InvokeWithResponseStreamCompleteEvent> ends = new ArrayList<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        long bytes;

        String piece() throws InterruptedException {
            String piece = pieces.poll(20, TimeUnit.SECONDS);
            return piece == null ? "nothing" : piece;
        }

        InvokeWithResponseStreamCompleteEvent end() {
            over.join();
            assertThat(ends).hasSize(1);
            return ends.getFirst();
        }
    }

    private Stream stream(String name, String event, Consumer<InvokeWithResponseStreamRequest.Builder> more) {
        Stream stream = new Stream();
        InvokeWithResponseStreamResponseHandler handler = InvokeWithResponseStreamResponseHandler.builder()
                .onResponse(stream.heads::add)
                .subscriber(InvokeWithResponseStreamResponseHandler.Visitor.builder()
                        .onPayloadChunk(chunk -> {
                            stream.bytes += chunk.payload().asByteArrayUnsafe().length;
                            if (chunk.payload().asByteArrayUnsafe().length < 1_000) {
                                stream.pieces.add(chunk.payload().asUtf8String());
                            }
                        })
                        .onInvokeComplete(stream.ends::add)
                        .build())
                .build();
        stream.over = streaming.invokeWithResponseStream(
                request -> {
                    request.functionName(name).payload(SdkBytes.fromUtf8String(event));
                    more.accept(request);
                },
                handler);
        return stream;
    }

    private String deploy(String runtime) {
        return functions.deploy(runtime, "index.handler", "index.mjs", SOURCE);
    }

    @Test
    void piecesArriveWhileTheFunctionRuns() throws InterruptedException {
        String name = deploy("nodejs22.x");
        Stream stream = stream(
                name,
                "{\"pieces\":[\"one\",\"two\"],\"pause\":1500,\"type\":\"text/plain\"}",
                request -> request.logType(LogType.TAIL));
        assertThat(stream.piece()).isEqualTo("one");
        assertThat(stream.over).isNotDone();
        assertThat(stream.piece()).isEqualTo("two");
        assertThat(stream.over).isNotDone();

        InvokeWithResponseStreamCompleteEvent end = stream.end();
        assertThat(end.errorCode()).isNull();
        assertThat(end.errorDetails()).isNull();
        assertThat(log(end)).contains("START RequestId: ", "the function is done", "REPORT RequestId: ");
        InvokeWithResponseStreamResponse head = stream.heads.getFirst();
        assertThat(head.sdkHttpResponse().statusCode()).isEqualTo(200);
        assertThat(head.executedVersion()).isEqualTo("$LATEST");
        assertThat(head.responseStreamContentType()).isEqualTo("application/vnd.amazon.eventstream");
    }

    @Test
    void theAnswerEndsBeforeWhatTheFunctionDoesAfterIt() {
        String name = deploy("nodejs24.x");
        Stream stream = stream(name, "{\"pieces\":[\"x\"],\"after\":4000}", request -> {});
        assertThat(stream.end().errorCode()).isNull();

        Stream next = stream(name, "{\"pieces\":[\"y\"]}", request -> request.logType(LogType.TAIL));
        assertThat(log(next.end()))
                .as("the first sandbox still runs")
                .contains("Init Duration: ")
                .doesNotContain("Status: ");
    }

    @Test
    void anHttpResponseIsItsHeadEightZerosAndTheBody() {
        String name = deploy("nodejs22.x");
        String head = "{\"statusCode\":201,\"headers\":{\"x-a\":\"b\"},\"cookies\":[\"c=d\"]}";
        String event = "{\"http\":" + head + ",\"pieces\":[\"body\"]}";
        Stream stream = stream(name, event, request -> {});
        assertThat(stream.end().errorCode()).isNull();
        assertThat(String.join("", stream.pieces)).isEqualTo(head + "\0".repeat(8) + "body");
        assertThat(functions.answer(name, event)).isEqualTo(head + "\0".repeat(8) + "body");
    }

    @Test
    void failuresSayWhatHappened() throws IOException {
        String name = functions.deploy(
                "nodejs22.x", "index.handler", Packages.zip("index.mjs", SOURCE), request -> request.timeout(3));

        InvokeWithResponseStreamCompleteEvent thrown = stream(
                        name, "{\"pieces\":[\"half\"],\"fail\":\"no\"}", request -> {})
                .end();
        assertThat(thrown.errorCode()).isEqualTo("RangeError");
        JsonObject details = Json.parseObject(thrown.errorDetails().getBytes(StandardCharsets.UTF_8));
        assertThat(details.string("errorType")).contains("RangeError");
        assertThat(details.string("errorMessage")).contains("no");

        Stream died = stream(name, "{\"pieces\":[\"half\"],\"exit\":7}", request -> {});
        assertThat(died.end().errorCode()).isEqualTo("Unhandled");
        assertThat(died.end().errorDetails())
                .contains("\"Runtime.ExitError\"", "Runtime exited with error: exit status 7");
        assertThat(died.pieces).containsExactly("half");

        Stream hung = stream(name, "{\"pieces\":[\"half\"],\"hang\":true}", request -> request.logType(LogType.TAIL));
        assertThat(hung.end().errorDetails()).contains("\"Sandbox.Timedout\"", "Task timed out after 3.00 seconds");
        assertThat(log(hung.end())).contains("Task timed out after 3.00 seconds", "\tStatus: timeout");
        assertThat(hung.pieces).containsExactly("half");

        assertThat(stream(name, "{\"pieces\":[\"well\"]}", request -> {}).end().errorCode())
                .as("the next call")
                .isNull();
    }

    @Test
    void aFunctionThatDoesNotStreamAnswersInOnePiece() throws InterruptedException {
        String name = functions.deploy("python3.13", "app.handler", "app.py", """
                def handler(event, context):
                    if event.get("fail"): raise ValueError("no")
                    return {"a": 1}
                """);
        Stream stream = stream(name, "{}", request -> {});
        assertThat(stream.end().errorCode()).isNull();
        assertThat(stream.pieces).containsExactly("{\"a\": 1}");

        Stream failed = stream(name, "{\"fail\":true}", request -> {});
        assertThat(failed.end().errorCode()).isEqualTo("Unhandled");
        assertThat(failed.end().errorDetails()).contains("\"errorType\": \"ValueError\"");
        assertThat(failed.pieces).isEmpty();
    }

    @Test
    void limitsAreThoseOfLambda() {
        String name = functions.deploy(
                "nodejs22.x", "index.handler", Packages.zip("index.mjs", SOURCE), request -> request.timeout(60));
        Stream fits = stream(name, "{\"blocks\":3200}", request -> {});
        assertThat(fits.end().errorCode()).isNull();
        assertThat(fits.bytes).isEqualTo(209_715_200);
        Stream large = stream(name, "{\"blocks\":3201}", request -> {});
        assertThat(large.end().errorDetails()).contains("Function.ResponseSizeTooLarge", "209715200");
        assertThat(large.bytes).isEqualTo(209_715_200);

        InvokeResponse collected = functions.invoke(name, "{\"blocks\":96}");
        assertThat(collected.functionError()).isNull();
        assertThat(collected.payload().asByteArrayUnsafe()).hasSize(96 * 65_536);
        InvokeResponse tooLarge = functions.invoke(name, "{\"blocks\":97}");
        assertThat(tooLarge.functionError()).isEqualTo("Unhandled");
        assertThat(tooLarge.payload().asUtf8String()).contains("Function.ResponseSizeTooLarge", "6291556");
    }

    @Test
    void aCallerThatGoesLetsTheFunctionFinish(HearthProcess hearth) throws InterruptedException {
        String name = deploy("nodejs22.x");
        Stream stream = stream(name, "{\"pieces\":[\"one\",\"two\",\"three\",\"four\"],\"pause\":300}", request -> {});
        assertThat(stream.piece()).isEqualTo("one");
        streaming.close(); // its connections with it

        Eventually.holds(() -> hearth.run("logs", name).contains("REPORT RequestId"));
        assertThat(hearth.run("logs", name)).contains("the function is done").doesNotContain("Status: ");
        assertThat(Functions.log(functions.invoke(name, "{}")))
                .as("the same sandbox serves the next")
                .doesNotContain("Init Duration");
    }

    @Test
    void aCallerThatReadsNothingHoldsTheFunctionUntilItsTimeoutOnly(HearthProcess hearth) throws IOException {
        String name = functions.deploy(
                "nodejs22.x",
                "index.handler",
                Packages.zip("index.mjs", SOURCE.replace("event.blocks ?? 0", "3000")),
                request -> request.timeout(3));
        URI url = URI.create(client.createFunctionUrlConfig(request -> request.functionName(name)
                        .authType(FunctionUrlAuthType.NONE)
                        .invokeMode(InvokeMode.RESPONSE_STREAM))
                .functionUrl());
        client.addPermission(request -> request.functionName(name)
                .statementId("public")
                .action("lambda:InvokeFunctionUrl")
                .principal("*")
                .functionUrlAuthType(FunctionUrlAuthType.NONE));
        InetSocketAddress address = new InetSocketAddress(
                hearth.endpoint().getHost(), hearth.endpoint().getPort());
        try (RawClient reader = new RawClient(address)) {
            reader.send("GET / HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n");
            Eventually.holds(() -> hearth.run("logs", name).contains("Status: timeout"));
        }
        assertThat(hearth.run("logs", name)).contains("Task timed out after 3.00 seconds");
    }

    @Test
    void refusalsComeAsErrorsAndADryRunAsNothing() {
        String name = deploy("nodejs22.x");
        assertThatThrownBy(() -> stream("nobody", "{}", request -> {}).over.join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> stream(name, "{nope", request -> {}).over.join())
                .hasMessageContaining("Could not parse request body into json");
        Stream dry = stream(name, "{}", request -> request.invocationType("DryRun"));
        dry.over.join();
        assertThat(dry.heads.getFirst().sdkHttpResponse().statusCode()).isEqualTo(204);
        assertThat(dry.ends).isEmpty();
    }

    @Test
    void goStreams() throws IOException, InterruptedException {
        Stream broken = streams(FunctionBuilds.go("stream"));
        broken.end();
        assertThat(String.join("", broken.pieces)).isEqualTo("half");
        assertThat(broken.end().errorCode()).isEqualTo("errorString");
        assertThat(broken.end().errorDetails()).contains("asked to fail");
    }

    @Test
    void rustStreams() throws IOException, InterruptedException {
        Stream broken = streams(FunctionBuilds.rust("stream"));
        broken.end();
        assertThat(String.join("", broken.pieces))
                .as("its client writes into the body what should be trailers")
                .contains("half", "Lambda-Runtime-Function-Error-Type: Runtime.StreamError");
        assertThat(broken.end().errorCode()).isNull();
    }

    /** A function under one of AWS's own runtime clients; gives a stream that fails. */
    private Stream streams(Path built) throws InterruptedException {
        String name = functions.deploy("provided.al2023", "bootstrap", Packages.folder(built), request -> {});
        Stream whole = stream(name, "{\"pieces\":[\"one\",\"two\"]}", request -> {});
        assertThat(whole.end().errorCode()).as(whole.end().errorDetails()).isNull();
        String all = String.join("", whole.pieces); // Go's client gathers small pieces
        assertThat(all).endsWith("onetwo");
        assertThat(functions.answer(name, "{\"pieces\":[\"one\",\"two\"]}")).isEqualTo(all);

        return stream(name, "{\"pieces\":[\"half\"],\"fail\":true}", request -> {});
    }

    @Test
    void boto3ReadsIt(HearthProcess hearth, @TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Commands.isPresent("python3"), "there is no Python on this machine");
        Path script = folder.resolve("stream.py");
        Files.writeString(script, """
                import sys
                try:
                    import boto3
                except ImportError:
                    print("no boto3"); sys.exit()
                answer = boto3.client("lambda").invoke_with_response_stream(
                    FunctionName=sys.argv[1], Payload='{"pieces": ["one", "two"], "fail": "no"}')
                for event in answer["EventStream"]:
                    if "PayloadChunk" in event:
                        print(event["PayloadChunk"]["Payload"].decode())
                    else:
                        print(sorted(event["InvokeComplete"]), event["InvokeComplete"]["ErrorCode"])
                """);
        Map<String, String> environment = new HashMap<>(hearth.environment());
        String printed = Commands.run(environment, List.of("python3", script.toString(), deploy("nodejs22.x")));
        Assumptions.assumeFalse(printed.startsWith("no boto3"), "boto3 is not on this machine");
        assertThat(printed.lines()).containsExactly("one", "two", "['ErrorCode', 'ErrorDetails'] RangeError");
    }

    private static String log(InvokeWithResponseStreamCompleteEvent end) {
        return new String(Base64.getDecoder().decode(end.logResult()), StandardCharsets.UTF_8);
    }
}
