package dev.hearth.dataplane.functionurl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.base.http.RawClient;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.dataplane.frontend.CallTimes;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.StreamedAnswer;
import dev.hearth.dataplane.frontend.StreamedAnswer.End;
import dev.hearth.dataplane.frontend.StreamedAnswer.Head;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.FunctionUrl.Cors;
import dev.hearth.model.FunctionUrl.InvokeMode;
import dev.hearth.model.Invocation;
import dev.hearth.model.Principal;
import dev.hearth.model.ResponseFailure;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** URLs whose answers are passed on as functions write them, with a function that a test plays. */
final class StreamedUrlTest {
    private static final String ID = "abcdefghijklmnopqrstuvwxyz234567";
    private static final String HTTP = "application/vnd.awslambda.http-integration-response";
    private static final String HEAD =
            "{\"statusCode\": 201, \"headers\": {\"content-type\": \"text/html\", \"x-a\":" + " \"b\"}}";
    private static final String ZEROS = "\0".repeat(8);
    private static final Optional<ResponseFailure> FAILURE =
            Optional.of(new ResponseFailure("Unhandled", "{}".getBytes(StandardCharsets.UTF_8)));

    private final Store store = SqliteStore.inMemory();
    private volatile Play play = taker -> {};
    private static final Authenticator NO_SIGNATURE = (request, body) -> {
        throw new AssertionError("asked for a signature");
    };

    private final HttpServer server = HttpServer.start(
            new HttpServerConfig(InetAddress.getLoopbackAddress(), 0),
            Time.SYSTEM,
            Duration.ZERO,
            new FunctionUrlHandler(
                    (request, response) -> response.status(404).send(new byte[0]),
                    new PublishedUrls(
                            store,
                            (principal, url, address) -> principal instanceof Principal.Anonymous,
                            () -> URI.create("https://example.com")),
                    NO_SIGNATURE,
                    new BodyAdmission(NO_SIGNATURE, Runtime.getRuntime().maxMemory()),
                    new PlayedFrontend(),
                    Time.SYSTEM,
                    Ids.secure()));

    private interface Play {
        void to(StreamedAnswer taker) throws IOException;
    }

    private final class PlayedFrontend implements Frontend {
        @Override
        public CallTimes begin(String requestId) {
            return TestingFrontend.times(requestId);
        }

        @Override
        public Answer invoke(Call call, boolean wantsLog) {
            throw new AssertionError("not streamed");
        }

        @Override
        public Answer run(Invocation accepted, String function) {
            throw new AssertionError("not accepted");
        }

        @Override
        public void stream(Call call, StreamedAnswer taker) {
            try {
                play.to(taker);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void publish() {
        Cors cors = new Cors(
                Optional.empty(), List.of(), List.of(), List.of("http://a.example"), List.of(), Optional.empty());
        FunctionUrl url = new FunctionUrl(
                ID,
                TestingModel.arn("hello"),
                Authentication.NONE,
                Optional.of(cors),
                InvokeMode.RESPONSE_STREAM,
                Instant.EPOCH,
                Instant.EPOCH);
        store.write(transaction -> {
            transaction.put(Kinds.FUNCTION_URL, Scope.function(url.arn()), url.name(), url);
            return url;
        });
    }

    @AfterEach
    void close() {
        server.close();
        store.close();
    }

    private RawClient ask(String method) throws IOException {
        return new RawClient(server.address())
                .send(method + " / HTTP/1.1\r\nHost: " + ID
                        + ".lambda-url.us-east-1.example.com\r\nOrigin: http://a.example\r\n\r\n");
    }

    private RawClient.Answer answer(Play function) throws IOException {
        play = function;
        try (RawClient client = ask("GET")) {
            return client.read();
        }
    }

    private static void begin(StreamedAnswer taker, String type) throws IOException {
        taker.begin(new Head("$LATEST", "Root=1", Optional.of(type)));
    }

    private static void write(StreamedAnswer taker, String text) throws IOException {
        byte[] bytes = ("##" + text).getBytes(StandardCharsets.UTF_8);
        taker.write(bytes, 2, bytes.length - 2);
    }

    private static void end(StreamedAnswer taker, Optional<ResponseFailure> failure) throws IOException {
        taker.end(new End(failure, new byte[0]));
    }

    @Test
    void passesOnWhatAFunctionWrites() throws IOException {
        RawClient.Answer answer = answer(taker -> {
            begin(taker, HTTP);
            write(taker, HEAD.substring(0, 10));
            write(taker, HEAD.substring(10) + "\0\0\0");
            write(taker, "\0\0\0\0\0first");
            write(taker, "\0second");
            end(taker, Optional.empty());
        });
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text()).isEqualTo("first\0second");
        assertThat(answer.headers())
                .containsEntry("transfer-encoding", "chunked")
                .containsEntry("content-type", "text/html")
                .containsEntry("x-a", "b")
                .containsEntry("access-control-allow-origin", "http://a.example")
                .containsKeys("x-amzn-trace-id", "x-amzn-requestid");
        RawClient.Answer plain = answer(taker -> {
            begin(taker, "text/plain");
            write(taker, "text");
            end(taker, Optional.empty());
        });
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.text()).isEqualTo("text");
        assertThat(plain.headers()).containsEntry("content-type", "text/plain");
    }

    @Test
    void passesItOnAtOnce() throws Exception {
        var more = new SynchronousQueue<String>();
        play = taker -> {
            begin(taker, HTTP);
            write(taker, HEAD + ZEROS);
            for (String text = take(more); !text.isEmpty(); text = take(more)) {
                write(taker, text);
            }
            end(taker, Optional.empty());
        };
        try (RawClient client = ask("GET")) {
            var in = client.socket().getInputStream();
            String head = readUntil(in, "\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 201");
            for (String text : List.of("one", "two")) {
                more.put(text);
                assertThat(readUntil(in, text + "\r\n")).isEqualTo("3\r\n" + text + "\r\n");
            }
            more.put("");
            assertThat(readUntil(in, "0\r\n\r\n")).isEqualTo("0\r\n\r\n");
        }
    }

    private static String take(SynchronousQueue<String> queue) throws IOException {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(read.toString());
            }
            read.append((char) next);
        }
        return read.toString();
    }

    @Test
    void hidesWhatFailedBeforeTheAnswer() throws IOException {
        List<Play> bad = List.of(
                taker -> {
                    taker.begin(new Head("1", "Root=1", Optional.empty()));
                    end(taker, FAILURE);
                },
                taker -> {
                    begin(taker, HTTP);
                    write(taker, HEAD);
                    end(taker, FAILURE);
                },
                taker -> {
                    begin(taker, HTTP);
                    write(taker, HEAD);
                    end(taker, Optional.empty());
                },
                taker -> {
                    begin(taker, HTTP);
                    write(taker, "{\"headers\": {\"a\": \"b\\n\"}}" + ZEROS + "body");
                    write(taker, "more");
                    end(taker, Optional.empty());
                },
                taker -> {
                    begin(taker, HTTP);
                    write(taker, HEAD + "\0\0\0x");
                    end(taker, Optional.empty());
                });
        for (Play function : bad) {
            RawClient.Answer answer = answer(function);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).isEqualTo("Internal Server Error");
        }
        RawClient.Answer refused = answer(taker -> {
            throw ServiceException.throttled(ThrottleReason.CONCURRENT_INVOCATIONS);
        });
        assertThat(refused.status()).isEqualTo(429);
    }

    @Test
    void endsWithWhatThereWasIfTheFunctionFailsInTheMiddle() throws IOException {
        RawClient.Answer answer = answer(taker -> {
            begin(taker, HTTP);
            write(taker, HEAD + ZEROS + "body");
            end(taker, FAILURE);
        });
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text()).isEqualTo("body");
    }

    @Test
    void endsWithWhatThereWasIfThePlatformFailsInTheMiddle() throws IOException {
        RawClient.Answer answer = answer(taker -> {
            begin(taker, "text/plain");
            write(taker, "body");
            throw new ServiceException(ErrorCode.SERVICE, "the worker is gone");
        });
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("body");
    }

    @Test
    void answersAHead() throws IOException {
        play = taker -> {
            begin(taker, HTTP);
            write(taker, HEAD + ZEROS + "body");
            end(taker, Optional.empty());
        };
        try (RawClient client = ask("HEAD")) {
            assertThat(client.read(true).status()).isEqualTo(201);
            client.send("HEAD / HTTP/1.1\r\nHost: " + ID + ".lambda-url.us-east-1.example.com\r\n\r\n");
            assertThat(client.read(true).headers()).containsEntry("x-a", "b");
        }
    }
}
