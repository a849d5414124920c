package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.Extensions;
import dev.hearth.dataplane.runtimeapi.RuntimeApi;
import dev.hearth.dataplane.runtimeapi.RuntimeError;
import dev.hearth.dataplane.runtimeapi.RuntimeSession;
import dev.hearth.dataplane.runtimeapi.TestingExtensions;
import dev.hearth.dataplane.telemetry.Telemetry;
import dev.hearth.dataplane.telemetry.TelemetryMemory;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The Runtime API without HTTP: a runtime is a thread that calls the session's other end. */
final class InMemoryRuntimeApi implements RuntimeApi {
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final SystemTimers timers = new SystemTimers("extensions", Time.SYSTEM);

    /** How long init was waited for, of each sandbox. */
    final Queue<Duration> initLimits = new ConcurrentLinkedQueue<>();

    @Override
    public RuntimeSession open(SandboxId sandbox, Optional<InetAddress> address) {
        Session session = new Session(sandbox.value());
        sessions.put(sandbox.value(), session);
        return session;
    }

    /** The runtime's end of a session, by its endpoint. */
    Session connect(String endpoint) {
        Session session = sessions.get(endpoint);
        if (session == null) {
            throw new IllegalStateException("no session " + endpoint);
        }
        return session;
    }

    int size() {
        return sessions.size();
    }

    @Override
    public boolean lost() {
        return false;
    }

    @Override
    public void close() {
        timers.close();
    }

    /** Both ends of one session. */
    final class Session implements RuntimeSession {
        private final String endpoint;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final TestingExtensions extensions = new TestingExtensions(Time.SYSTEM, timers, Ids.secure());
        private final Telemetry telemetry = new Telemetry(new TelemetryMemory(1024 * 1024), Time.SYSTEM, timers);
        private boolean ready;
        private boolean ended;
        private @Nullable RuntimeError initError;
        private @Nullable Invocation offered;
        private @Nullable Invocation running;
        private @Nullable InvokeOutcome outcome;
        private boolean answered;
        private byte @Nullable [] payload;
        private @Nullable ResponseSink sink;
        private Consumer<Invocation> pickUps = invocation -> {};

        Session(String endpoint) {
            this.endpoint = endpoint;
        }

        /** The runtime asks for work. */
        Invocation next() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                ready = true;
                answered = false;
                changed.signalAll();
                while (offered == null) {
                    changed.await();
                }
                Invocation taken = offered;
                offered = null;
                running = taken;
                pickUps.accept(taken);
                changed.signalAll();
                return taken;
            } finally {
                lock.unlock();
            }
        }

        /** The runtime asks for work, and does not wait for it. */
        void askAndLeave() {
            lock.lock();
            try {
                ready = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** The runtime answers, whole. */
        void respond(String answer) {
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            lock.lock();
            try {
                payload = bytes;
                answer(new InvokeOutcome.Answered(bytes.length));
            } finally {
                lock.unlock();
            }
        }

        /** The runtime has answered, or failed. */
        void answer(InvokeOutcome answer) {
            lock.lock();
            try {
                running = null;
                answered = true;
                outcome = answer;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** The runtime reports that init failed. */
        void failInit(RuntimeError error) {
            lock.lock();
            try {
                initError = error;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public String endpoint() {
            return endpoint;
        }

        @Override
        public boolean awaitRest(Duration limit) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = limit.toNanos();
                while (answered && !ended && left > 0) {
                    left = changed.awaitNanos(left);
                }
                return !answered || ended;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public InitOutcome awaitInit(Duration limit) throws InterruptedException {
            initLimits.add(limit);
            lock.lockInterruptibly();
            try {
                long left = limit.toNanos();
                while (!ready && !ended && initError == null) {
                    if (left <= 0) {
                        return new InitOutcome.TimedOut();
                    }
                    left = changed.awaitNanos(left);
                }
                if (initError != null) {
                    return new InitOutcome.Failed(initError);
                }
                return ready ? new InitOutcome.Ready() : new InitOutcome.ProcessEnded();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onPickUp(Consumer<Invocation> listener) {
            lock.lock();
            try {
                pickUps = listener;
            } finally {
                lock.unlock();
            }
        }

        /** Gives the sink what {@link #respond} was given. */
        @Override
        public InvokeOutcome invoke(Invocation invocation, Instant deadline, Duration limit, ResponseSink taker)
                throws InterruptedException {
            InvokeOutcome how = await(invocation, limit, taker);
            byte[] whole = payload;
            if (how instanceof InvokeOutcome.Answered && whole != null) {
                taker.begin("application/json");
                boolean _ = taker.write(whole, 0, whole.length, limit);
            }
            return how;
        }

        private InvokeOutcome await(Invocation invocation, Duration limit, ResponseSink taker)
                throws InterruptedException {
            lock.lockInterruptibly();
            try {
                outcome = null;
                payload = null;
                sink = taker;
                offered = invocation;
                changed.signalAll();
                long left = limit.toNanos();
                while (outcome == null) {
                    if (ended) {
                        return running != null ? new InvokeOutcome.ProcessEnded() : new InvokeOutcome.NotDelivered();
                    }
                    if (left <= 0 && running == null) {
                        offered = null;
                        return new InvokeOutcome.NotDelivered();
                    }
                    if (left <= 0) {
                        return new InvokeOutcome.TimedOut();
                    }
                    left = changed.awaitNanos(left);
                }
                return outcome;
            } finally {
                lock.unlock();
            }
        }

        /** The sink of the invocation that runs: the test's runtime begins and writes to it itself. */
        ResponseSink sink() {
            lock.lock();
            try {
                return Objects.requireNonNull(sink);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean atRest() {
            lock.lock();
            try {
                return ready && !answered && running == null;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Extensions extensions() {
            return extensions.worker();
        }

        @Override
        public Telemetry telemetry() {
            return telemetry;
        }

        /** The extensions' end. */
        TestingExtensions testingExtensions() {
            return extensions;
        }

        @Override
        public void abandon() {
            processEnded();
        }

        @Override
        public void processEnded() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            sessions.remove(endpoint, this);
            extensions.close();
            telemetry.close();
        }
    }
}
