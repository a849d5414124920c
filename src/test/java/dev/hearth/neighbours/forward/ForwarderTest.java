package dev.hearth.neighbours.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.SignatureV4;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.forward.ForwardedRequest.Content;
import dev.hearth.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests pass through a server of Hearth's to another one, over real connections. */
class ForwarderTest {
    private static final AccountId ACCOUNT = new AccountId("123456789012");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<AutoCloseable> opened = new ArrayList<>();

    private <T extends AutoCloseable> T open(T resource) {
        opened.addFirst(resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    private HttpServer serve(HttpHandler handler) {
        HttpServerConfig config = new HttpServerConfig(InetAddress.getLoopbackAddress(), 0);
        return open(HttpServer.start(config, Time.SYSTEM, Duration.ofMillis(100), handler));
    }

    private static Upstream upstream(HttpServer server, Optional<Upstream.Key> key) {
        return new Upstream(URI.create("http://127.0.0.1:" + server.address().getPort() + "/base/"), "eu-west-1", key);
    }

    /** A server that passes all its requests on. */
    private HttpServer front(Upstream upstream, boolean streamed) {
        Forwarder forwarder = open(new Forwarder(ForwardTable.NONE, Time.SYSTEM));
        return serve((request, response) -> {
            long length = request.bodyBytes() == HttpRequest.UNKNOWN_BYTES ? -1 : request.bodyBytes();
            Content content = streamed
                    ? new Content.Streamed(request.bodyStream(), length, false)
                    : new Content.Whole(request.body(1000));
            try {
                forwarder.pass(
                        new ForwardedRequest("dynamodb", request, request.rawPath(), content),
                        upstream,
                        ACCOUNT,
                        response);
            } catch (ServiceException e) {
                response.status(e.code().status()).send(e.getMessage().getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Sends a request as it is written here, and reads the answer to the end of the connection. */
    private static String exchange(HttpServer server, String request) throws IOException {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static Socket connect(HttpServer server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.address());
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    @Test
    void aRequestPassesOnAsItCameWithoutTheHeadersOfItsConnection() throws IOException {
        HttpServer other = serve((request, response) -> {
            StringBuilder seen = new StringBuilder();
            seen.append(request.method()).append(' ').append(request.rawPath()).append('?');
            seen.append(request.rawQuery()).append('\n');
            for (String name : request.headerNames()) {
                seen.append(name).append('=').append(request.headers(name)).append('\n');
            }
            seen.append(new String(request.body(100), StandardCharsets.UTF_8));
            response.status(418)
                    .header("X-Amzn-RequestId", "theirs")
                    .header("Set-Cookie", "a")
                    .header("Set-Cookie", "b")
                    .header("Keep-Alive", "timeout=5")
                    .send(seen.toString().getBytes(StandardCharsets.UTF_8));
        });
        String answer = exchange(
                front(upstream(other, Optional.empty()), false),
                head(
                                "PATCH /a%2Fb/c?x=%20y HTTP/1.1",
                                "Host: hearth.example:9380",
                                "Authorization: AWS4 theirs",
                                "X-Two: 1",
                                "X-Two: 2",
                                "X-Hop: 3",
                                "TE: trailers",
                                "Connection: close, x-hop",
                                "Content-Length: 4")
                        + "body");
        assertThat(answer)
                .startsWith("HTTP/1.1 418")
                .contains("PATCH /base/a%2Fb/c?x=%20y\n")
                .contains("host=[hearth.example:9380]\n")
                .contains("authorization=[AWS4 theirs]\n")
                .contains("x-two=[1, 2]\n")
                .contains("via=[1.1 hearth]\n")
                .contains("content-length=[4]\n")
                .doesNotContain("x-hop", "te=[")
                .endsWith("\nbody")
                .containsIgnoringCase("X-Amzn-RequestId: theirs\r\n")
                .containsIgnoringCase("Set-Cookie: a\r\nSet-Cookie: b\r\n")
                .doesNotContainIgnoringCase("keep-alive: timeout")
                .containsOnlyOnce("ate: ");
    }

    @Test
    void aRequestToAServerWithAKeyIsSignedAnew() throws IOException {
        AccessKey key = new AccessKey("THEIRS", "their secret", ACCOUNT);
        SignatureV4 authenticator = new SignatureV4(
                (id, token) -> Optional.of(key).filter(known -> id.equals(known.id()) && token.equals("session")),
                Time.SYSTEM,
                "eu-west-1");
        List<String> bodies = new ArrayList<>();
        HttpServer other = serve((request, response) -> {
            byte[] body = request.body(1000);
            bodies.add(new String(body, StandardCharsets.UTF_8)
                    + request.rawQuery()
                    + request.header("host").orElse(""));
            try {
                authenticator.authenticate(request, body, "dynamodb");
                assertThat(request.header("authorization").orElse(""))
                        .contains(
                                "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target");
            } catch (ServiceException e) {
                response.status(403).send(e.getMessage().getBytes(StandardCharsets.UTF_8));
                return;
            }
            response.send("known".getBytes(StandardCharsets.UTF_8));
        });
        HttpServer front =
                front(upstream(other, Optional.of(new Upstream.Key("THEIRS", "their secret", "session"))), false);
        String answer = exchange(
                front,
                head(
                                "POST /a%20b?z=1&X-Amz-Signature=0&X-Amz-Credential=ours&a=%2F HTTP/1.1",
                                "Host: hearth",
                                "Authorization: AWS4 ours",
                                "X-Amz-Security-Token: ours",
                                "X-Amz-Date: 20200101T000000Z",
                                "X-Amz-Target: T.GetItem",
                                "Content-Type: text/plain",
                                "Connection: close",
                                "Content-Length: 2")
                        + "hi");
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("known");
        assertThat(bodies)
                .containsExactly("hiz=1&a=%2F127.0.0.1:" + other.address().getPort());
    }

    @Test
    void bodiesPassPieceByPieceBothWays() throws Exception {
        CompletableFuture<String> firstOfRequest = new CompletableFuture<>();
        CompletableFuture<String> restOfRequest = new CompletableFuture<>();
        CountDownLatch firstWasRead = new CountDownLatch(1);
        HttpServer other = serve((request, response) -> {
            InputStream body = request.bodyStream();
            firstOfRequest.complete(new String(body.readNBytes(10), StandardCharsets.UTF_8));
            byte[] rest = body.readAllBytes();
            restOfRequest.complete(rest.length + " " + (char) rest[rest.length - 1]);
            OutputStream answer = response.stream();
            answer.write("first".getBytes(StandardCharsets.UTF_8));
            answer.flush();
            await(firstWasRead);
            answer.write("second".getBytes(StandardCharsets.UTF_8));
            answer.close();
        });
        byte[] half = new byte[6 * Limits.PIECE_BYTES]; // a few pieces are on their way
        Arrays.fill(half, (byte) 'h');
        try (Socket socket = connect(front(upstream(other, Optional.empty()), true))) {
            OutputStream request = socket.getOutputStream();
            request.write(("PUT /o HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + (half.length + 1)
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            request.write(half);
            request.flush();
            assertThat(firstOfRequest.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("hhhhhhhhhh");
            assertThat(restOfRequest).isNotDone();
            request.write('e');
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream from = socket.getInputStream();
            while (!answer.toString(StandardCharsets.ISO_8859_1).contains("first")) {
                answer.write(from.read());
            }
            firstWasRead.countDown();
            answer.writeBytes(from.readAllBytes());
            assertThat(answer.toString(StandardCharsets.ISO_8859_1)).contains("second");
        }
        assertThat(restOfRequest.join()).isEqualTo((half.length - 9) + " e");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("not in time");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aBodyThatTurnsOutToBeWrongReachesNobodyWhole() {
        List<String> whole = new ArrayList<>();
        HttpServer other = serve((request, response) -> {
            whole.add(new String(request.bodyStream().readAllBytes(), StandardCharsets.UTF_8));
            response.send(new byte[0]);
        });
        InputStream wrong = new InputStream() {
            private int left = 3 * Limits.PIECE_BYTES;

            @Override
            public int read() throws IOException {
                if (left == 0) {
                    throw new IOException("not what was signed");
                }
                left--;
                return 'x';
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = Math.min(length, left);
                if (count == 0) {
                    throw new IOException("not what was signed");
                }
                left -= count;
                return count;
            }
        };
        Forwarder forwarder = open(new Forwarder(ForwardTable.NONE, Time.SYSTEM));
        List<Throwable> failures = new ArrayList<>();
        HttpServer front = serve((request, response) -> {
            try {
                forwarder.pass(
                        new ForwardedRequest(
                                "s3", request, "/o", new Content.Streamed(wrong, 3 * Limits.PIECE_BYTES, false)),
                        upstream(other, Optional.empty()),
                        ACCOUNT,
                        response);
            } catch (IOException e) {
                failures.add(e);
                response.status(400).send(new byte[0]);
            }
        });
        assertThatThrownBy(() -> {
                    assertThat(exchange(front, "PUT /o HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                            .startsWith("HTTP/1.1 400");
                    throw failures.getFirst();
                })
                .hasMessage("not what was signed");
        assertThat(whole).isEmpty();
    }

    @Test
    void theAnswerToHeadHasTheLengthAndNoBody() throws IOException {
        HttpServer other = serve((request, response) ->
                response.header("Content-Length", "12345").header("ETag", "e").send(new byte[0]));
        assertThat(exchange(
                        front(upstream(other, Optional.empty()), false),
                        "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("Content-Length: 12345\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        HttpServer gone = serve((request, response) -> {});
        Upstream upstream = upstream(gone, Optional.empty());
        gone.close();
        assertThat(exchange(front(upstream, false), "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + ErrorCode.SERVICE_UNAVAILABLE.status())
                .contains("The server of the service 'dynamodb', " + upstream.endpoint() + ", does not answer: ");
    }

    @Test
    void anAnswerThatBreaksOffEndsTheConnection() throws IOException {
        HttpServer other = serve((request, response) -> {
            OutputStream answer = response.stream();
            answer.write(1);
            answer.flush();
            throw new IOException("broken on purpose");
        });
        assertThat(exchange(
                        front(upstream(other, Optional.empty()), false),
                        "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("\r\n0\r\n");
    }

    @Test
    void aServerThatPassesOnToItselfEndsAfterAFewTurns() throws IOException {
        int[] calls = {0};
        HttpHandler[] handler = new HttpHandler[1];
        HttpServer self = serve((request, response) -> {
            calls[0]++;
            handler[0].handle(request, response);
        });
        Forwarder forwarder = open(new Forwarder(ForwardTable.NONE, Time.SYSTEM));
        Upstream upstream =
                new Upstream(URI.create("http://127.0.0.1:" + self.address().getPort()), "eu-west-1", Optional.empty());
        handler[0] = (request, response) -> {
            try {
                forwarder.pass(
                        new ForwardedRequest("sqs", request, "/", new Content.Whole(new byte[0])),
                        upstream,
                        ACCOUNT,
                        response);
            } catch (ServiceException e) {
                response.status(503).send(e.getMessage().getBytes(StandardCharsets.UTF_8));
            }
        };
        assertThat(exchange(self, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 503")
                .contains("has passed through " + Limits.HOPS + " servers");
        assertThat(calls[0]).isEqualTo(Limits.HOPS + 1);
    }

    @Test
    void aTableFindsTheServerOfAService() {
        Upstream named = new Upstream(URI.create("http://a"), "r", Optional.empty());
        Upstream rest = new Upstream(URI.create("http://b:1"), "r", Optional.empty());
        ForwardTable table = new ForwardTable(Map.of("s3", named), Optional.of(rest));
        assertThat(table.find("s3", true)).contains(named);
        assertThat(table.find("sts", true)).isEmpty();
        assertThat(table.find("dynamodb", false)).contains(rest);
        assertThat(ForwardTable.NONE.find("dynamodb", false)).isEmpty();
    }
}
