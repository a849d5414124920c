package dev.hearth.base.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, as a client sees it. */
class HttpServerTest extends HttpServerFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST/invocations",
                "/2015-03-31/functions/a%2Fb%3a%20c/invocations",
                "//double//slashes/../and/./dots/",
                "/quote'(semi;colon=1)[bracket]{brace}|pipe^caret\"",
                "/bad%zzescape",
            })
    void thePathIsHandedOnAsSent(String path) throws IOException {
        RawClient client = client(start((request, response) -> response.send(
                (request.method() + " " + request.rawPath() + " " + request.rawQuery()).getBytes(UTF_8))));

        client.send("GET " + path + "?Qualifier=%24LATEST&a=b?c HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(client.read().text()).isEqualTo("GET " + path + " Qualifier=%24LATEST&a=b?c");
    }

    @Test
    void anAbsoluteTargetIsReducedToItsPath() throws IOException {
        RawClient client = client(
                start((request, response) -> response.send(request.rawPath().getBytes(UTF_8))));

        assertThat(client.send("GET http://host:80/a%20b HTTP/1.1\r\nHost: h\r\n\r\n")
                        .read()
                        .text())
                .isEqualTo("/a%20b");
        assertThat(client.send("GET http://host HTTP/1.1\r\nHost: h\r\n\r\n")
                        .read()
                        .text())
                .isEqualTo("/");
    }

    @Test
    void headersAreFoundInAnyCaseAndKeepTheirOrder() throws IOException {
        RawClient client =
                client(start((request, response) -> response.header("X-Names", String.join(" ", request.headerNames()))
                        .header("X-First", request.header("x-TWICE").orElse("none"))
                        .header("X-Unicode", request.header("x-unicode").orElse("none"))
                        .send(String.join(",", request.headers("X-Twice")).getBytes(UTF_8))));

        client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Twice: one\r\nX-Unicode:\tgrün \r\nx-twice:  two\r\n\r\n");
        RawClient.Answer answer = client.read();

        assertThat(answer.text()).isEqualTo("one,two");
        assertThat(answer.headers()).containsEntry("x-first", "one").containsEntry("x-names", "host x-twice x-unicode");
        assertThat(new String(answer.headers().getOrDefault("x-unicode", "").getBytes(ISO_8859_1), UTF_8))
                .isEqualTo("grün");
        assertThat(answer.headers()).containsKey("date");
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        AtomicInteger count = new AtomicInteger();
        RawClient client =
                client(start((request, response) -> response.send(("" + count.incrementAndGet()).getBytes(UTF_8))));

        for (int i = 1; i <= 5; i++) {
            assertThat(client.request("POST", "/", "", new byte[i * 10_000])
                            .read()
                            .text())
                    .isEqualTo("" + i);
        }
        RawClient.Answer last = client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                .read();
        assertThat(last.headers()).containsEntry("connection", "close");
        assertThat(client.ended()).isTrue();
    }

    @Test
    void requestsSentAheadAreAnsweredInTurn() throws IOException {
        RawClient client = client(start((request, response) -> response.send(request.body(100))));

        client.send("POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\none");
        client.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
        client.send("POST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthree\r\n0\r\n\r\n");

        assertThat(client.read().text()).isEqualTo("one");
        assertThat(client.read().text()).isEmpty();
        assertThat(client.read().text()).isEqualTo("three");
    }

    @Test
    void anAnswerMayLeaveWithTheNextOne() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        RawClient client = client(start((request, response) -> {
            if (request.method().equals("POST")) {
                response.status(202).sendWithNext(request.body(100));
            } else {
                second.countDown();
                awaitQuietly(released);
                response.send("two".getBytes(UTF_8));
            }
        }));

        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\noneGET / HTTP/1.1\r\nHost: h\r\n\r\n");
        second.await();
        assertThat(client.socket().getInputStream().available()).isZero();
        released.countDown();

        RawClient.Answer first = client.read();
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.text()).isEqualTo("one");
        assertThat(client.read().text()).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\r\n\r\n",
                "GET / HTTP/1.1\r\nHo",
                "GET / HTTP/1.1\r\nHost: h\r\n\r",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\non",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\non"
            })
    void anAnswerDoesNotWaitForTheRestOfTheNextRequest(String begun) throws IOException {
        RawClient client = client(start((request, response) -> response.sendWithNext(request.body(100))));

        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\none" + begun);

        assertThat(client.read().text()).isEqualTo("one");
    }

    @Test
    void anAnswerThatIsTheLastIsSentAtOnce() throws IOException {
        RawClient client = client(start((request, response) -> response.sendWithNext("bye".getBytes(UTF_8))));

        client.send("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 9\r\n\r\none");

        assertThat(client.read().text()).isEqualTo("bye");
    }

    @Test
    void aHeadMayComeByteByByte() throws IOException {
        RawClient client = client(start((request, response) -> response.send(request.body(10))));

        for (byte each : "\r\nPOST / HTTP/1.1\r\nHost: h\r\nX: y\r\nContent-Length: 2\r\n\r\nhi".getBytes(UTF_8)) {
            client.send(new byte[] {each});
        }

        assertThat(client.read().text()).isEqualTo("hi");
    }

    @Test
    void oneDotZeroIsSpokenToo() throws IOException {
        HttpServer server = start((request, response) -> {
            try (OutputStream out = response.stream()) {
                out.write(new byte[100_000]);
            }
        });

        RawClient.Answer answer = client(server).send("GET / HTTP/1.0\r\n\r\n").read();

        assertThat(answer.headers()).doesNotContainKey("transfer-encoding").containsEntry("connection", "close");
        assertThat(answer.body()).hasSize(100_000);
    }

    @Test
    void headGetsTheLengthAndNoBody() throws IOException {
        RawClient client = client(start((request, response) -> response.send("hello".getBytes(UTF_8))));

        assertThat(client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").read(true).headers())
                .containsEntry("content-length", "5");
        assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read().text())
                .isEqualTo("hello");
    }

    @Test
    void noContentHasNoLength() throws IOException {
        RawClient client =
                client(start((request, response) -> response.status(204).send(new byte[0])));

        assertThat(client.send("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n").read().headers())
                .doesNotContainKey("content-length");
        assertThat(client.send("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n").read().status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/2.0\r\n\r\n', 505",
        "'GET /\r\n\r\n', 400",
        "'GET / FTP/1.1\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\n\r\n', 400",
        "'GET http://h/ HTTP/1.1\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\nHost: h\r\nhost: h\r\n\r\n', 400",
        "'GET / HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n', 400",
        "'GET nowhere HTTP/1.1\r\nHost: h\r\n\r\n', 400",
        "'GET /a b HTTP/1.1\r\nHost: h\r\n\r\n', 400",
        "'GET / HTTP/1.1\nHost: x\n\n', 400",
        "'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n folded\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n', 400",
        "'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400",
        "'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n', 400",
        "'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n', 400",
        "'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400",
        "'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501",
        "'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400",
        "'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n', 400",
        "'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: miracles\r\n\r\n', 417",
    })
    void whatIsNotHttpIsRefused(String bytes, int status) throws IOException {
        RawClient client = client(start((request, response) -> response.send(request.body(100))));

        RawClient.Answer answer = client.send(bytes).read();

        assertThat(answer.status()).isEqualTo(status);
        client.socket().shutdownOutput();
        assertThat(client.ended()).isTrue();
    }

    @Test
    void headsAreBounded() throws IOException {
        HttpServer server = start(SHORT, (request, response) -> response.send(new byte[0]));

        assertThat(client(server)
                        .send("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n")
                        .read()
                        .status())
                .isEqualTo(414);
        assertThat(client(server)
                        .send("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(9000))
                        .read()
                        .status())
                .isEqualTo(431);
        assertThat(client(server)
                        .send("GET / HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(21) + "\r\n")
                        .read()
                        .status())
                .isEqualTo(431);
    }

    @Test
    void aLongHeadWithinTheLimitsIsTaken() throws IOException {
        RawClient client = client(start((request, response) ->
                response.send(request.header("x-long").orElse("").getBytes(UTF_8))));

        for (int length : new int[] {8_000, 8_192, 20_000, 60_000}) {
            String value = "v".repeat(length);
            assertThat(client.request("POST", "/", "X-Long: " + value + "\r\n", new byte[10_000])
                            .read()
                            .text())
                    .isEqualTo(value);
        }
    }

    @Test
    void aPeerIsToldToContinueWhenItsBodyIsWanted() throws IOException {
        RawClient client = client(start((request, response) -> response.send(request.body(100))));

        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(100);
        assertThat(client.send("hello").read().text()).isEqualTo("hello");
        client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(100);
        assertThat(client.send("5\r\nhello\r\n0\r\n\r\n").read().text()).isEqualTo("hello");
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(100);
        assertThat(client.read().status()).isEqualTo(200);
    }

    @Test
    void aPeerThatWouldSendTooMuchIsToldBeforeItDoes() throws IOException {
        RawClient client = client(start(HttpServerTest::echoOr413));

        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(413);
        assertThat(client.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 200_000, 20_000_000})
    void aBodyTooLargeIsAnsweredAlsoToAPeerThatSendsAllOfItFirst(int length) throws IOException {
        HttpServer server = start(HttpServerTest::echoOr413);

        RawClient sized = client(server);
        assertThat(sized.request("POST", "/", "", new byte[length]).read().status())
                .isEqualTo(413);
        RawClient chunked = client(server);
        chunked.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(length)
                + "\r\n");
        assertThat(chunked.send(new byte[length]).send("\r\n0\r\n\r\n").read().status())
                .isEqualTo(413);
    }

    @Test
    void aLittleThatNobodyReadDoesNotCostTheConnection() throws IOException {
        RawClient client = client(start((request, response) -> response.send("unread".getBytes(UTF_8))));

        for (int i = 0; i < 3; i++) {
            RawClient.Answer answer =
                    client.request("POST", "/", "", new byte[500_000]).read();
            assertThat(answer.headers()).doesNotContainKey("connection");
            assertThat(answer.text()).isEqualTo("unread");
        }
    }

    @Test
    void aBodyMayBeExactlyAsLongAsTheLimit() throws IOException {
        RawClient client = client(start(HttpServerTest::echoOr413));
        byte[] body = "x".repeat(100).getBytes(UTF_8);

        assertThat(client.request("POST", "/", "", body).read().body()).isEqualTo(body);
        client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n64;name=value\r\n"
                + "x".repeat(100) + "\r\n0\r\n\r\n");
        assertThat(client.read().body()).isEqualTo(body);
    }

    @Test
    void trailersAreKnownAfterTheBody() throws IOException {
        RawClient client = client(start((request, response) -> {
            request.body(100);
            response.send(request.trailer("error-type").orElse("none").getBytes(UTF_8));
        }));

        client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: Error-Type\r\n\r\n");
        client.send("3\r\nabc\r\n0\r\nError-Type: Function.Failed\r\nOther: x\r\n\r\n");

        assertThat(client.read().text()).isEqualTo("Function.Failed");
        assertThat(client.request("POST", "/", "", new byte[3]).read().text()).isEqualTo("none");
    }

    @Test
    void aStreamedAnswerArrivesAsItIsFlushed() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        HttpServer server = start((request, response) -> {
            try (OutputStream out = response.header("X-Kind", "stream").stream()) {
                out.write("first".getBytes(UTF_8));
                out.flush();
                awaitQuietly(seen);
                out.write("second".getBytes(UTF_8));
            }
        });
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(TestRequests.get(server, "/"), BodyHandlers.ofInputStream());
            assertThat(answer.body().readNBytes(5)).asString(UTF_8).isEqualTo("first");
            seen.countDown();
            assertThat(answer.body().readAllBytes()).asString(UTF_8).isEqualTo("second");
        }
    }

    @Test
    void aShortStreamIsSentWithItsLength() throws IOException {
        RawClient client = client(start((request, response) -> {
            try (OutputStream out = response.stream()) {
                out.write('a');
                out.write("bc".getBytes(UTF_8));
            }
        }));

        RawClient.Answer answer =
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read();

        assertThat(answer.headers()).containsEntry("content-length", "3");
        assertThat(answer.text()).isEqualTo("abc");
    }

    @Test
    void aHandlersFailureIs500AndTheNextRequestWorks() throws IOException {
        RawClient client = client(start((request, response) -> {
            switch (request.rawPath()) {
                case "/throws" -> throw new IllegalStateException("on purpose");
                case "/silent" -> response.status(200);
                case "/late" -> {
                    response.stream().write(1);
                    throw new IOException("on purpose, after nothing was sent yet");
                }
                case "/header" -> response.header("X", "a\r\nInjected: b");
                default -> response.send("fine".getBytes(UTF_8));
            }
        }));

        for (String path : List.of("/throws", "/silent", "/late", "/header")) {
            assertThat(client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(500);
        }
        assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read().text())
                .isEqualTo("fine");
    }

    @Test
    void aFailureInTheMiddleOfAStreamCutsTheAnswerOff() throws IOException {
        RawClient client = client(start((request, response) -> {
            OutputStream out = response.stream();
            out.write(new byte[50_000]);
            out.flush();
            throw new IllegalStateException("on purpose");
        }));

        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }

    private static void echoOr413(HttpRequest request, HttpResponse response) {
        try {
            response.send(request.body(100));
        } catch (BodyTooLargeException e) {
            response.status(413).send(("over " + e.limit()).getBytes(UTF_8));
        }
    }
}
