package dev.hearth.dataplane.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.RawClient;
import dev.hearth.base.http.RawClient.Answer;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.telemetry.Telemetry;
import dev.hearth.dataplane.telemetry.TelemetryMemory;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.Invocation;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import dev.hearth.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
class HttpRuntimeApiTest {
    private static final PayloadMemory MEMORY = PayloadMemory.ofHeap(1L << 30);
    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Instant DEADLINE = Instant.ofEpochMilli(1_700_000_000_123L);

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final HttpRuntimeApi api = HttpRuntimeApi.withPortForEach(loopback, MEMORY, Time.SYSTEM, Ids.secure());
    private final RuntimeSession session = api.open(new SandboxId("a"), Optional.empty());
    private final GatheringSink sink = new GatheringSink();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        api.close();
    }

    @Test
    void nextHandsTheInvocationOverWithItsHeaders() throws Exception {
        Invocation invocation = new Invocation(
                "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                "{\"größe\": 1}".getBytes(UTF_8),
                Invocations.ARN,
                "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0",
                Optional.of("{\"custom\":\n{\"a\":\"ü\"}}"),
                Optional.of("{\"cognitoIdentityId\":\"x\"}"),
                Optional.of("tenant-1"));
        offer(invocation);

        Answer next = client().send("GET " + RUNTIME + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n")
                .read();

        assertThat(next.status()).isEqualTo(200);
        assertThat(next.body()).isEqualTo(invocation.payload());
        assertThat(next.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("content-length", "" + invocation.payload().length)
                .containsEntry("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
                .containsEntry("lambda-runtime-deadline-ms", "1700000000123")
                .containsEntry("lambda-runtime-invoked-function-arn", Invocations.ARN.toString())
                .containsEntry("lambda-runtime-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0")
                .containsEntry("lambda-runtime-client-context", "{\"custom\": {\"a\":\"\\u00fc\"}}")
                .containsEntry("lambda-runtime-cognito-identity", "{\"cognitoIdentityId\":\"x\"}")
                .containsEntry("lambda-runtime-aws-tenant-id", "tenant-1");
    }

    @Test
    void ofSeveralAnswersOneIsReadAtATime() throws Exception {
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));
        next(client());
        String answer =
                "POST " + RUNTIME + "invocation/id/response HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n\"on";
        List<RawClient> both = List.of(client().send(answer), client().send(answer));
        List<CompletableFuture<Answer>> answers = both.stream()
                .map(each -> CompletableFuture.supplyAsync(() -> read(each), Thread::startVirtualThread))
                .toList();

        Answer refused = (Answer) CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new))
                .get(LONG.toSeconds(), TimeUnit.SECONDS);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("InvocationResponse to InvocationResponse");
        int other = answers.get(0).isDone() ? 1 : 0;
        both.get(other).send("e!\"");
        assertThat(answers.get(other).get(LONG.toSeconds(), TimeUnit.SECONDS).status())
                .isEqualTo(202);
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.Answered(6));
    }

    private static Answer read(RawClient client) {
        try {
            return client.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneConnectionServesALifetime() throws Exception {
        RawClient runtime = client();
        for (int i = 0; i < 50; i++) {
            FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id-" + i, "{\"i\":" + i + "}"));
            assertThat(next(runtime).text()).isEqualTo("{\"i\":" + i + "}");
            Answer answer = post(runtime, "invocation/id-" + i + "/response", "", "\"" + i + "\"");
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.text()).isEqualTo("{\"status\":\"OK\"}\n");
            assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
            assertThat(sink.payload()).asString(UTF_8).isEqualTo("\"" + i + "\"");
        }
        assertThat(session.awaitInit(LONG)).isEqualTo(new InitOutcome.Ready());
    }

    @Test
    void anErrorReachesTheCallerAsItIs() throws Exception {
        RawClient runtime = client();
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));
        next(runtime);
        String error = "{\"errorType\":\"ValueError\",\"errorMessage\":\"no\",\"stackTrace\":[]}";

        assertThat(post(runtime, "invocation/id/error", RuntimeErrors.TYPE_HEADER + ": Function.X\r\n", error)
                        .status())
                .isEqualTo(202);

        assertFailed(outcome.get(), "Function.X", error);
    }

    @Test
    void anErrorsTypeIsFoundInItsBody() throws Exception {
        RawClient runtime = client();
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));
        next(runtime);
        String error = "{\"errorType\":\"ValueError\"}";
        post(runtime, "invocation/id/error", "", error);

        assertFailed(outcome.get(), "ValueError", error);
    }

    @Test
    void anErrorThatIsTooLongBecomesAShortOne() throws Exception {
        RawClient runtime = client();
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));
        next(runtime);

        assertThat(post(runtime, "invocation/id/error", "", "x".repeat(1_048_577))
                        .status())
                .isEqualTo(202);
        assertFailed(
                outcome.get(),
                "Runtime.Unknown",
                "{\"errorMessage\":\"The error is longer than 1048576 bytes\",\"errorType\":\"Runtime.Unknown\"}");
    }

    @Test
    void theCauseForXRayIsNotTheCallers() throws Exception {
        RawClient runtime = client();
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));
        next(runtime);
        post(
                runtime,
                "invocation/id/error",
                "Content-Type: application/vnd.aws.lambda.error.cause+json\r\n",
                "{\"errorMessage\":\"no\",\"errorType\":\"E\",\"errorCause\":{\"paths\":[]}}");

        assertFailed(outcome.get(), "E", "{\"errorMessage\":\"no\",\"errorType\":\"E\"}");
    }

    @Test
    void initErrorIsTakenAtInitOnly() throws Exception {
        RawClient runtime = client();
        String error = "{\"errorType\":\"Runtime.ImportModuleError\"}";
        assertThat(post(runtime, "init/error", "", error).status()).isEqualTo(202);
        assertThat(session.awaitInit(LONG)).isInstanceOfSatisfying(InitOutcome.Failed.class, failed -> {
            assertThat(failed.error().type()).isEqualTo("Runtime.ImportModuleError");
            assertThat(new String(failed.error().body(), UTF_8)).isEqualTo(error);
        });

        Answer again = post(runtime, "init/error", "", error);
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.text())
                .isEqualTo("{\"errorMessage\":\"State transition from InitError to InitError failed for runtime. "
                        + "Error: State transition is not allowed\",\"errorType\":\"InvalidStateTransition\"}\n");
        assertThat(next(runtime).status()).isEqualTo(403);
    }

    @Test
    void anAnswerCountsOnceAndForItsInvocationOnly() throws Exception {
        RawClient runtime = client();
        assertUnknown(post(runtime, "invocation/id/response", "", "{}"));
        offer(Invocations.of("id", "{}"));
        next(runtime);

        assertUnknown(post(runtime, "invocation/other/response", "", "{}"));
        assertUnknown(post(runtime, "invocation/other/error", "", "{}"));
        assertThat(post(runtime, "invocation/id/response", "", "{}").status()).isEqualTo(202);
        assertUnknown(post(runtime, "invocation/id/response", "", "{}"));
        assertUnknown(post(runtime, "invocation/id/error", "", "{}"));
    }

    @Test
    void anAnswerMayBeAsLargeAsTheLimitAndNoLarger() throws Exception {
        FutureTask<InvokeOutcome> fits = invoke(Invocations.of("fits", "{}"));
        RawClient runtime = client();
        next(runtime);
        assertThat(post(runtime, "invocation/fits/response", "", "x".repeat(6_291_556))
                        .status())
                .isEqualTo(202);
        assertThat(fits.get()).isInstanceOf(InvokeOutcome.Answered.class);

        FutureTask<InvokeOutcome> large = invoke(Invocations.of("large", "{}"));
        next(runtime);
        Answer refused = post(runtime, "invocation/large/response", "", "x".repeat(6_291_557));
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text())
                .isEqualTo("{\"errorMessage\":\"Exceeded maximum allowed payload size (6291556 bytes).\","
                        + "\"errorType\":\"RequestEntityTooLarge\"}\n");
        assertThat(large.get()).isEqualTo(new InvokeOutcome.ResponseTooLarge(6_291_557, 6_291_556));
        offer(Invocations.of("after", "{}"));
        assertThat(next(runtime).status()).isEqualTo(200); // on the same connection: all of it was taken
    }

    @Test
    void aStreamedAnswerIsCollected() throws Exception {
        RawClient runtime = client();
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));
        next(runtime);
        runtime.send("POST " + RUNTIME + "invocation/id/response HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + "Lambda-Runtime-Function-Response-Mode: streaming\r\n\r\n");

        assertThat(runtime.send("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n").read().status())
                .isEqualTo(202);
        assertThat(outcome.get()).isEqualTo(new InvokeOutcome.Answered(11));
        assertThat(sink.payload()).asString(UTF_8).isEqualTo("hello world");
    }

    @Test
    void anUnknownResponseModeIsRefused() throws Exception {
        RawClient runtime = client();
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));
        next(runtime);

        assertThat(post(runtime, "invocation/id/response", "Lambda-Runtime-Function-Response-Mode: odd\r\n", "{}")
                        .status())
                .isEqualTo(400);
        assertFailed(outcome.get(), "Runtime.InvalidResponseModeHeader", "");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /2018-06-01/runtime/invocation/next, 405",
        "GET, /2018-06-01/runtime/invocation/id/response, 405",
        "GET, /2018-06-01/runtime/init/error, 405",
        "GET, /2018-06-01/runtime/restore/next, 404",
        "POST, /2018-06-01/runtime/restore/error, 404",
        "POST, /2018-06-01/runtime/invocation//response, 404",
        "POST, /2018-06-01/runtime/invocation/a/b/response, 404",
        "POST, /2020-01-01/extension/register, 403",
        "GET, /2020-01-01/extension/register, 405",
        "GET, /2020-01-01/extension/other, 404",
        "GET, /, 404",
        "GET, /2018-06-01/ping, 200",
    })
    void otherPathsAndMethods(String method, String path, int status) throws Exception {
        assertThat(client().request(method, path, "", new byte[0]).read().status())
                .isEqualTo(status);
    }

    @Test
    void aRuntimeThatConnectsAnewGetsTheInvocation() throws Exception {
        RawClient gone = client();
        gone.send("GET " + RUNTIME + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(session.awaitInit(LONG)).isEqualTo(new InitOutcome.Ready());
        gone.close();
        RawClient anew = client();
        FutureTask<Answer> next = new FutureTask<>(() -> next(anew));
        Thread.ofVirtual().start(next);
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));

        // the first wait may have been quicker: then its connection, which is gone, got it, and asking again gives it
        assertThat(next.get().status()).isEqualTo(200);
        post(anew, "invocation/id/response", "", "{}");
        assertThat(outcome.get()).isInstanceOf(InvokeOutcome.Answered.class);
    }

    @Test
    void aProcessThatEndsEndsItsWaits() throws Exception {
        RawClient runtime = client();
        runtime.send("GET " + RUNTIME + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
        session.awaitInit(LONG);
        session.processEnded();

        assertThat(runtime.read().status()).isEqualTo(403);
    }

    @Test
    void anInvocationOfARuntimeThatAnswersAndNeverAsksAgainCanGoElsewhere() throws Exception {
        RawClient runtime = client();
        FutureTask<InvokeOutcome> first = invoke(Invocations.of("id-1", "{}"));
        next(runtime);
        post(runtime, "invocation/id-1/response", "", "{}");
        assertThat(first.get()).isInstanceOf(InvokeOutcome.Answered.class);

        assertThat(invoke(Invocations.of("id-2", "{}")).get(LONG.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(new InvokeOutcome.NotDelivered());
    }

    @Test
    void anAnswerForWhichThereIsNoMemoryIsRefused() throws Exception {
        PayloadMemory little = new PayloadMemory(100_000, Duration.ofMillis(5));
        try (HttpRuntimeApi bounded = HttpRuntimeApi.withPortForEach(loopback, little, Time.SYSTEM, Ids.secure())) {
            RuntimeSession own = bounded.open(new SandboxId("a"), Optional.empty());
            RawClient runtime = client(own);
            FutureTask<InvokeOutcome> refused = invoke(own, Invocations.of("id-1", "{}"));
            next(runtime);
            PayloadMemory.Place taken = little.admit("another", 100_000).orElseThrow();
            post(runtime, "invocation/id-1/response", "", "x".repeat(100_000));
            assertThat(refused.get()).isEqualTo(new InvokeOutcome.NoRoom());
            taken.close();

            FutureTask<InvokeOutcome> answered = invoke(own, Invocations.of("id-2", "{}"));
            next(runtime);
            post(runtime, "invocation/id-2/response", "", "x".repeat(100_000));
            assertThat(answered.get()).isEqualTo(new InvokeOutcome.Answered(100_000));
        }
    }

    @Test
    void aRuntimeThatIsAboutToBeKilledHearsNothing() throws Exception {
        RawClient runtime = client().send("GET " + RUNTIME + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(session.awaitInit(LONG)).isInstanceOf(InitOutcome.Ready.class);
        CompletableFuture<Answer> answer =
                CompletableFuture.supplyAsync(() -> read(runtime), Thread::startVirtualThread);

        session.abandon();

        for (int i = 0; i < 20; i++) {
            assertThat(read(client().send("GET /2018-06-01/ping HTTP/1.1\r\nHost: x\r\n\r\n"))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(answer.isDone()).isFalse();
        session.close();
        assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(403);
    }

    @Test
    void callsAtOnceAreBounded() {
        HttpSession bounded = new HttpSession(
                new Session(Time.SYSTEM, new VirtualClock(Instant.EPOCH)),
                new ExtensionGroup(Time.SYSTEM, new VirtualClock(Instant.EPOCH), Ids.secure()),
                new Telemetry(new TelemetryMemory(0), Time.SYSTEM, new VirtualClock(Instant.EPOCH)),
                "",
                Runnable::run,
                () -> {});
        for (int i = 0; i < Limits.CALLS; i++) {
            assertThat(bounded.beginCall()).isTrue();
        }
        assertThat(bounded.beginCall()).isFalse();
        bounded.endCall();
        assertThat(bounded.beginCall()).isTrue();
    }

    @Test
    void sandboxesAreToldFromEachOtherByPort() throws Exception {
        RuntimeSession other = api.open(new SandboxId("b"), Optional.empty());
        assertThat(other.endpoint()).isNotEqualTo(session.endpoint());
        post(client(other), "init/error", "", "{}");

        assertThat(other.awaitInit(LONG)).isInstanceOf(InitOutcome.Failed.class);
        assertThat(session.awaitInit(Duration.ofMillis(1))).isEqualTo(new InitOutcome.TimedOut());
        other.close();
        other.close();
        assertThat(post(client(other), "init/error", "", "{}").status()).isEqualTo(403);
        assertThat(api.open(new SandboxId("c"), Optional.empty()).endpoint()).isEqualTo(other.endpoint());
    }

    @Test
    void sandboxesAreToldFromEachOtherByAddress() throws Exception {
        try (HttpRuntimeApi shared = HttpRuntimeApi.shared(loopback, 0, MEMORY, Time.SYSTEM, Ids.secure())) {
            RuntimeSession here = shared.open(new SandboxId("here"), Optional.of(loopback));
            InetAddress elsewhereAddress = InetAddress.getByName("127.0.0.9");
            RuntimeSession elsewhere = shared.open(new SandboxId("elsewhere"), Optional.of(elsewhereAddress));
            assertThat(elsewhere.endpoint()).isEqualTo(here.endpoint());
            assertThatThrownBy(() -> shared.open(new SandboxId("thief"), Optional.of(loopback)))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(post(client(here), "init/error", "", "{}").status()).isEqualTo(202);
            assertThat(here.awaitInit(LONG)).isInstanceOf(InitOutcome.Failed.class);
            assertThat(elsewhere.awaitInit(Duration.ofMillis(1))).isEqualTo(new InitOutcome.TimedOut());
            here.close();
            Answer stranger = post(client(here), "init/error", "", "{}");
            assertThat(stranger.status()).isEqualTo(403);
            assertThat(stranger.body()).isEmpty();
        }
    }

    @Test
    void errorTrailersMakeAStreamedAnswerAFailure() throws Exception {
        RawClient runtime = client();
        FutureTask<InvokeOutcome> outcome = invoke(Invocations.of("id", "{}"));
        next(runtime);
        String error = "{\"errorType\":\"E\"}";
        runtime.send("POST " + RUNTIME + "invocation/id/response HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
                + "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n");
        runtime.send("4\r\nhalf\r\n0\r\nLambda-Runtime-Function-Error-Type: Function.E\r\n");
        runtime.send("Lambda-Runtime-Function-Error-Body: "
                + Base64.getEncoder().encodeToString(error.getBytes(UTF_8)) + "\r\n\r\n");

        assertThat(runtime.read().status()).isEqualTo(202);
        assertFailed(outcome.get(), "Function.E", error);
    }

    private static void assertFailed(InvokeOutcome outcome, String type, String body) {
        assertThat(outcome).isInstanceOfSatisfying(InvokeOutcome.Failed.class, failed -> {
            assertThat(failed.error().type()).isEqualTo(type);
            assertThat(new String(failed.error().body(), UTF_8)).isEqualTo(body);
        });
    }

    private static void assertUnknown(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n");
    }

    private static Answer next(RawClient runtime) throws IOException {
        return runtime.send("GET " + RUNTIME + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n")
                .read();
    }

    private static Answer post(RawClient runtime, String path, String headers, String body) throws IOException {
        return runtime.request("POST", RUNTIME + path, headers, body.getBytes(UTF_8))
                .read();
    }

    /** Hands an invocation in, of whose end the test needs to know nothing. */
    private void offer(Invocation invocation) {
        Thread.ofVirtual().start(new FutureTask<>(() -> session.invoke(invocation, DEADLINE, LONG, sink)));
    }

    private FutureTask<InvokeOutcome> invoke(Invocation invocation) {
        return invoke(session, invocation);
    }

    private FutureTask<InvokeOutcome> invoke(RuntimeSession of, Invocation invocation) {
        FutureTask<InvokeOutcome> outcome = new FutureTask<>(() -> of.invoke(invocation, DEADLINE, LONG, sink));
        Thread.ofVirtual().start(outcome);
        return outcome;
    }

    private RawClient client() throws IOException {
        return client(session);
    }

    private RawClient client(RuntimeSession of) throws IOException {
        String[] endpoint = of.endpoint().split(":", 2);
        RawClient client = new RawClient(new InetSocketAddress(endpoint[0], Integer.parseInt(endpoint[1])));
        opened.add(client);
        return client;
    }
}
