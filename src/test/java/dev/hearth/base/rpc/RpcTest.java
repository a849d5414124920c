package dev.hearth.base.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.time.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RpcTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Codec<String> TEXT = new Codec<>() {
        @Override
        public int size(String message) {
            return message.getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public void write(String message, OutputStream to) throws IOException {
            to.write(message.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String read(InputStream from) throws IOException {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
        }
    };
    private static final Method<String, String> ECHO = new Method<>("test/echo", TEXT, TEXT, Set.of("friend"));

    private final TestingCluster cluster = new TestingCluster();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private RpcServer serve(Handlers handlers) {
        RpcServer server = cluster.serve("server", handlers);
        open.add(server);
        return server;
    }

    private RpcChannel connect(RpcServer server, String... roles) {
        RpcChannel channel = cluster.connect(server, "server", roles);
        open.add(channel);
        return channel;
    }

    private static RpcException.Kind failure(RpcChannel channel) {
        return catchThrowableOfType(RpcException.class, () -> channel.call(ECHO, "x", LONG))
                .kind();
    }

    @Test
    void answersOneMessageWithOne() throws Exception {
        RpcServer server = serve(new Handlers()
                .on(ECHO, (caller, question) -> caller.hasRole("friend") + " " + caller.is("friend", "f1") + question));
        RpcChannel channel = RpcChannel.to(
                server.address(),
                Peer.name("server"),
                cluster.credentials(Peer.name("friend"), Peer.name("friend", "f1")));
        open.add(channel);

        assertThat(channel.call(ECHO, "", LONG)).isEqualTo("true true");
        String large = "x".repeat(1_000_000);
        assertThat(channel.call(ECHO, large, LONG)).isEqualTo("true true" + large);
    }

    @Test
    void refusesProcessesWithoutTheRole() {
        RpcServer server = serve(new Handlers().on(ECHO, (caller, question) -> question));

        assertThat(failure(connect(server, "stranger"))).isEqualTo(RpcException.Kind.FORBIDDEN);
    }

    @Test
    void doesNotKnowWhatHasNoHandler() {
        assertThat(failure(connect(serve(new Handlers()), "friend"))).isEqualTo(RpcException.Kind.FORBIDDEN);
    }

    @Test
    void trustsItsOwnAuthorityOnly() {
        RpcServer server = serve(new Handlers().on(ECHO, (caller, question) -> question));
        RpcChannel stranger = new TestingCluster().connect(server, "server", "friend");
        open.add(stranger);

        assertThat(failure(stranger)).isEqualTo(RpcException.Kind.NOT_SENT);
    }

    @Test
    void callsNoProcessOfAnotherName() {
        RpcServer server = serve(new Handlers().on(ECHO, (caller, question) -> question));
        RpcChannel channel = cluster.connect(server, "another", "friend");
        open.add(channel);

        assertThat(failure(channel)).isEqualTo(RpcException.Kind.NOT_SENT);
    }

    @Test
    void carriesARefusalsDetails() {
        byte[] details = new byte[Limits.REFUSAL_BYTES];
        details[0] = 7;
        RpcServer server = serve(new Handlers().on(ECHO, (caller, question) -> {
            throw new Refusal(details);
        }));

        RpcException refused = catchThrowableOfType(
                RpcException.class, () -> connect(server, "friend").call(ECHO, "x", LONG));

        assertThat(refused.kind()).isEqualTo(RpcException.Kind.REFUSED);
        assertThat(refused.details())
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(details));
    }

    @Test
    void aFaultOfTheHandlerTellsNothingOfIt() {
        RpcServer server = serve(new Handlers().on(ECHO, (caller, question) -> {
            throw new IllegalStateException("secret");
        }));

        RpcException broken = catchThrowableOfType(
                RpcException.class, () -> connect(server, "friend").call(ECHO, "x", LONG));

        assertThat(broken.kind()).isEqualTo(RpcException.Kind.BROKEN);
        assertThat(broken).hasMessageNotContaining("secret");
    }

    @Test
    void knowsThatACallNeverLeftAndComesBackWhenTheOtherDoes() throws Exception {
        RpcServer first = cluster.serve("server", new Handlers().on(ECHO, (caller, question) -> question));
        InetSocketAddress address = first.address();
        RpcChannel channel = connect(first, "friend");
        assertThat(channel.call(ECHO, "1", LONG)).isEqualTo("1");
        first.close();
        Eventually.holds(() -> failure(channel) == RpcException.Kind.NOT_SENT);

        open.add(RpcServer.start(
                address,
                cluster.credentials(Peer.name("server")),
                new Handlers().on(ECHO, (caller, question) -> question)));

        Eventually.holds(() -> echoes(channel, "2"));
    }

    private static boolean echoes(RpcChannel channel, String text) {
        try {
            return channel.call(ECHO, text, LONG).equals(text);
        } catch (RpcException | InterruptedException notYet) {
            return false;
        }
    }

    @Test
    void aCallWhoseProcessIsLostIsLost() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger came = new AtomicInteger();
        RpcServer server = serve(new Handlers().on(ECHO, (caller, question) -> {
            came.incrementAndGet();
            never.await();
            return question;
        }));
        RpcChannel channel = connect(server, "friend");
        Thread closing = Thread.ofVirtual().start(() -> {
            Eventually.holds(() -> came.get() == 1);
            server.close();
        });

        assertThat(failure(channel)).isEqualTo(RpcException.Kind.LOST);
        assertThat(closing).isNotNull();
        never.countDown();
    }

    @Test
    void aCallEndsWhenItsTimeIsOverAndItsHandlerIsTold() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        RpcServer server = serve(new Handlers()
                .onWaiting(
                        ECHO,
                        (caller, question) -> {
                            if (question.isEmpty()) {
                                return question;
                            }
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return question;
                        },
                        _ -> {}));
        RpcChannel channel = connect(server, "friend");
        channel.call(ECHO, "", LONG);

        RpcException late =
                catchThrowableOfType(RpcException.class, () -> channel.call(ECHO, "x", Duration.ofMillis(50)));

        assertThat(late.kind()).isEqualTo(RpcException.Kind.LATE);
        interrupted.await();
    }

    @Test
    void takesBackTheAnswerThatNobodyWaitsFor() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        List<String> back = new CopyOnWriteArrayList<>();
        RpcServer server = serve(new Handlers()
                .onWaiting(
                        ECHO,
                        (caller, question) -> {
                            came.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                return "late";
                            }
                            return question;
                        },
                        back::add));
        RpcChannel channel = connect(server, "friend");
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                channel.call(ECHO, "x", LONG);
            } catch (RpcException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        came.await();

        caller.interrupt();

        caller.join();
        Eventually.holds(() -> back.equals(List.of("late")));
    }

    @Test
    void streamsBothWaysAndNeitherEndRunsAhead() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        CountDownLatch stopped = new CountDownLatch(1);
        String piece = "x".repeat(64 * 1024);
        RpcServer server = serve(new Handlers().onStream(ECHO, (caller, stream) -> {
            for (Optional<String> word = stream.receive(); word.isPresent(); word = stream.receive()) {
                assertThat(stream.send(word.get(), LONG)).isTrue();
            }
            while (stream.send(piece, Duration.ofMillis(200))) {
                assertThat(sent.incrementAndGet())
                        .as("pieces that nobody has taken")
                        .isLessThan(100);
            }
            stopped.countDown();
            assertThat(stream.send("and the rest", LONG)).isTrue();
        }));
        try (RpcChannel.OpenCall<String, String> call =
                connect(server, "friend").open(ECHO, LONG)) {
            for (int i = 0; i < 100; i++) {
                assertThat(call.send("word " + i, LONG)).isTrue();
                assertThat(call.receive()).contains("word " + i);
            }
            assertThat(call.await(Duration.ofMillis(1))).isFalse();
            call.finish();
            stopped.await();
            Optional<String> last = Optional.empty();
            for (Optional<String> next = call.receive(); next.isPresent(); next = call.receive()) {
                last = next;
            }
            assertThat(last).contains("and the rest");
            assertThat(call.isOver()).isTrue();
        }
    }

    @Test
    void whoClosesAnOpenCallIsGoneForTheOtherEnd() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        RpcServer server = serve(new Handlers().onStream(ECHO, (caller, stream) -> {
            assertThat(stream.receive()).contains("x");
            came.countDown();
            try {
                stream.receive();
            } catch (RpcException gone) {
                assertThat(stream.isOver()).isTrue();
                over.countDown();
            }
        }));
        try (RpcChannel.OpenCall<String, String> call =
                connect(server, "friend").open(ECHO, LONG)) {
            assertThat(call.send("x", LONG)).isTrue();
            came.await();
        }
        over.await();
    }
}
