package dev.hearth.dataplane.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.PiecesSink;
import dev.hearth.model.ResponseSink.Form;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Workers, runtimes and drivers that do what they like when they like, all from one seed: each invocation must end
 * exactly once, and the way the runtime was told that it did.
 */
class SessionSimulationTest {
    private static final int RUNTIMES = 2;
    private static final int INVOCATIONS = 300;
    private static final int PIECES = 5;

    private final SystemTimers timers = new SystemTimers("limits", Time.SYSTEM);
    private final Session session = new Session(Time.SYSTEM, timers);

    /** How often the answer to an invocation was accepted. */
    private final Map<String, AtomicInteger> accepted = new ConcurrentHashMap<>();

    @RepeatedTest(20)
    void eachInvocationEndsOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, InvokeOutcome> outcomes = new TreeMap<>();
        List<Thread> runtimes = new ArrayList<>();
        for (int i = 0; i < RUNTIMES; i++) {
            Random own = new Random(random.nextLong());
            runtimes.add(Thread.ofVirtual().start(() -> run(own)));
        }
        int killAt = random.nextInt(INVOCATIONS * 2); // in half of the runs the process survives
        for (int i = 0; i < INVOCATIONS; i++) {
            if (i == killAt) {
                Thread.ofVirtual().start(session::processEnded);
            }
            outcomes.put("id-" + i, invoke("id-" + i, random));
        }
        session.processEnded();
        for (Thread runtime : runtimes) {
            runtime.join(Duration.ofSeconds(20));
            assertThat(runtime.isAlive()).as("seed %d", seed).isFalse();
        }
        outcomes.forEach((id, outcome) -> assertThat(accepted.getOrDefault(id, new AtomicInteger()))
                .as("seed %d, %s: %s", seed, id, outcome)
                .hasValue(answered(id, outcome) ? 1 : 0));
    }

    private InvokeOutcome invoke(String id, Random random) throws InterruptedException {
        boolean hurried = random.nextInt(10) == 0;
        Duration limit = hurried ? Duration.ofNanos(random.nextInt(300_000)) : Duration.ofSeconds(60);
        PiecesSink pieces = new PiecesSink();
        GatheringSink whole = new GatheringSink();
        boolean streamed = random.nextBoolean();
        InvokeOutcome outcome =
                session.invoke(Invocations.of(id, "{}"), Instant.EPOCH, limit, streamed ? pieces : whole);
        String got = new String(streamed ? pieces.bytes() : whole.payload(), UTF_8);
        if (outcome instanceof InvokeOutcome.Answered || outcome instanceof InvokeOutcome.Broken) {
            assertThat(got).as("all of " + id).isEqualTo(id.repeat(streamed ? PIECES : 1));
        } else {
            assertThat(id.repeat(PIECES)).as("a part of " + id).startsWith(got);
        }
        if (outcome instanceof InvokeOutcome.TimedOut) {
            assertThat(hurried).as("%s was lost", id).isTrue();
        }
        return outcome;
    }

    /** Whether the runtime was told that its answer to this invocation counts, and what it answered. */
    private static boolean answered(String id, InvokeOutcome outcome) {
        return switch (outcome) {
            case InvokeOutcome.Failed failed -> {
                assertThat(failed.error().type()).isEqualTo(id);
                yield true;
            }
            case InvokeOutcome.Answered answered -> true;
            case InvokeOutcome.Broken broken -> {
                assertThat(broken.error().type()).isEqualTo(id);
                yield true;
            }
            case InvokeOutcome.Truncated truncated -> throw new AssertionError("nobody did that");
            case InvokeOutcome.ResponseTooLarge tooLarge -> throw new AssertionError("nobody sent that");
            case InvokeOutcome.ProcessEnded ended -> false;
            case InvokeOutcome.ExtensionFailed failed -> throw new AssertionError("there are no extensions");
            case InvokeOutcome.NotDelivered lost -> false;
            case InvokeOutcome.NoRoom refused -> throw new AssertionError("nobody said that");
            case InvokeOutcome.TimedOut timedOut -> false;
        };
    }

    /** One connection of the runtime: asks, and answers, drops, or answers twice. */
    private void run(Random random) {
        try {
            while (true) {
                switch (session.next()) {
                    case Reply.Delivery delivery -> serve(delivery, random);
                    case Reply.Refused(RuntimeState from) -> {
                        if (from == RuntimeState.GONE) {
                            return;
                        }
                    }
                    case Reply.Accepted accept -> throw new AssertionError("next is not accepted");
                    case Reply.UnknownId unknown -> throw new AssertionError("next has no id");
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void serve(Reply.Delivery delivery, Random random) {
        String id = delivery.invocation().requestId();
        switch (random.nextInt(8)) {
            case 0 -> session.undelivered(delivery);
            case 1 -> {} // asks again without an answer: gets the same one
            case 2 -> respond("another-" + id);
            case 3 -> count(id, session.fail(id, new InvokeOutcome.Failed(new RuntimeError(id, new byte[0]))));
            default -> {
                if (session.expectation(id).equals(Optional.of(Form.PIECES))) {
                    stream(id, random);
                    return;
                }
                // a refused answer's invocation may since have been delivered again, so only an accepted one is
                // repeated
                if (respond(id)) {
                    respond(id); // once too often
                }
            }
        }
    }

    private void stream(String id, Random random) {
        if (!(session.begin(id, "text/plain") instanceof Reply.Accepted)) {
            return; // the other connection was quicker, or nobody waits any more
        }
        byte[] piece = id.getBytes(UTF_8);
        for (int i = 0; i < PIECES; i++) {
            try {
                if (!session.pass(id, piece, piece.length)) {
                    return;
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        InvokeOutcome end = random.nextBoolean()
                ? new InvokeOutcome.Answered((long) piece.length * PIECES)
                : new InvokeOutcome.Broken(new RuntimeError(id, new byte[0]));
        count(id, session.finish(id, end));
        count(id, session.finish(id, end)); // once too often
    }

    private boolean respond(String id) {
        return count(id, session.respond(id, "application/json", id.getBytes(UTF_8)));
    }

    private boolean count(String id, Reply reply) {
        boolean counts = reply instanceof Reply.Accepted;
        if (counts) {
            accepted.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet();
        }
        return counts;
    }
}
