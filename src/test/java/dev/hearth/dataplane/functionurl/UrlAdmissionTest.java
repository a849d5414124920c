package dev.hearth.dataplane.functionurl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.RawClient;
import dev.hearth.base.store.ForwardingStore;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.FunctionUrl.InvokeMode;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What requests to URLs may cost before it is known who sends them. */
final class UrlAdmissionTest {
    private static final String ID = "abcdefghijklmnopqrstuvwxyz234567";
    private static final String HOST = "Host: " + ID + ".lambda-url.us-east-1.localhost\r\n";

    /** Room for one body of 6 MB to open URLs, counted twice. */
    private static final long HEAP = 192L * 1024 * 1024;

    private static final Authenticator STRANGER = (head, body) -> {
        throw new ServiceException(ErrorCode.MISSING_AUTHENTICATION_TOKEN, "no token");
    };

    private final WatchedStore store = new WatchedStore(SqliteStore.inMemory());
    private boolean allowed = true;
    private final HttpServer server = HttpServer.start(
            new HttpServerConfig(InetAddress.getLoopbackAddress(), 0),
            Time.SYSTEM,
            Duration.ZERO,
            new FunctionUrlHandler(
                    (request, response) -> response.status(404).send(new byte[0]),
                    new PublishedUrls(
                            store, (principal, url, address) -> allowed, () -> URI.create("http://localhost:9380")),
                    STRANGER,
                    new BodyAdmission(STRANGER, HEAP, PayloadMemory.ofHeap(HEAP), Duration.ofMillis(50)),
                    new TestingFrontend(call -> new Frontend.Answer(
                            200,
                            "$LATEST",
                            "",
                            Optional.of(new InvocationResult(new byte[] {'1'}, Optional.empty(), new byte[0])))),
                    Time.SYSTEM,
                    Ids.secure()));

    @AfterEach
    void close() {
        server.close();
        store.close();
    }

    private void publish(Authentication authentication) {
        FunctionUrl url = new FunctionUrl(
                ID,
                TestingModel.arn("hello"),
                authentication,
                Optional.empty(),
                InvokeMode.BUFFERED,
                Instant.EPOCH,
                Instant.EPOCH);
        store.write(transaction -> {
            transaction.put(Kinds.FUNCTION_URL, Scope.function(url.arn()), url.name(), url);
            return url;
        });
    }

    private RawClient.Answer send(byte[] body) throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            return client.send(announcing(body.length, "")).send(body).read();
        }
    }

    private static String announcing(int length, String headers) {
        return "POST / HTTP/1.1\r\n" + HOST + headers + "Content-Length: " + length + "\r\n\r\n";
    }

    @Test
    void strangersGetNoPlaceForTheirBodies() throws IOException {
        publish(Authentication.AWS_IAM);
        try (RawClient stranger = new RawClient(server.address())) {
            stranger.send(announcing(6_000_000, ""));
            assertThat(stranger.read().text()).startsWith("{\"Message\":\"Forbidden."); // none of it is awaited
        }
        publish(Authentication.NONE);
        try (RawClient slow = new RawClient(server.address())) {
            slow.send(announcing(6_291_456, "Expect: 100-continue\r\n"));
            assertThat(slow.read().status()).isEqualTo(100); // it has the place, and sends nothing
            RawClient.Answer late = send(new byte[100_000]);
            assertThat(late.status()).isEqualTo(429);
            assertThat(late.headers()).as("as from Lambda").doesNotContainKey("retry-after");
            assertThat(send(new byte[8_000]).status()).isEqualTo(200);
        }
    }

    @Test
    void whoMayNotCallAnOpenUrlGetsNoPlaceForABody() throws IOException {
        publish(Authentication.NONE);
        allowed = false;
        try (RawClient stranger = new RawClient(server.address())) {
            stranger.send(announcing(6_000_000, ""));
            assertThat(stranger.read().text()).startsWith("{\"Message\":\"Forbidden.");
        }
    }

    @Test
    void aStoreThatCannotAnswerIsAnErrorOfItsOwn() throws IOException {
        publish(Authentication.NONE);
        store.failure = new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The store is overloaded or closed.");
        RawClient.Answer answer = send(new byte[0]);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("Internal Server Error");
        assertThat(answer.headers()).containsKey("x-amzn-requestid");
        store.failure = null;
        assertThat(send(new byte[0]).status()).isEqualTo(200);
    }

    @Test
    void asksTheStoreOnceForAnIdThatNothingHas() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(send(new byte[0]).status()).isEqualTo(403);
        }
        assertThat(store.reads.get()).isEqualTo(1);
        publish(Authentication.NONE);
        assertThat(send(new byte[0]).status()).isEqualTo(200);
        store.write(transaction ->
                transaction.delete(Kinds.FUNCTION_URL, Scope.function(TestingModel.arn("hello")), "$LATEST"));
        assertThat(send(new byte[0]).status()).isEqualTo(403);
    }

    /** A store whose reads are counted, and may fail. */
    private static final class WatchedStore extends ForwardingStore {
        final AtomicInteger reads = new AtomicInteger();
        volatile @Nullable RuntimeException failure;

        WatchedStore(Store store) {
            super(store);
        }

        @Override
        public <T> T read(Function<View, T> work) {
            RuntimeException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            reads.incrementAndGet();
            return super.read(work);
        }
    }
}
