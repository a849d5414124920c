package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import java.util.Optional;
import java.util.function.Consumer;

/** One machine that runs sandboxes. It obeys: which sandbox serves whom, and for how long, others decide. */
public interface Worker extends AutoCloseable {
    WorkerView view();

    /**
     * Downloads and unpacks a function's code, so that its first sandbox need not wait for that. Twice costs nothing.
     *
     * @throws dev.hearth.error.ServiceException if the package can't be used
     */
    void prepare(FunctionVersion function);

    /**
     * Makes a sandbox for a function and lets it initialise. Returns when it can take an invocation. That the
     * function's own init failed is no failure here: the first invocation runs it again and reports it, as on Lambda. A
     * provisioned sandbox whose init failed is none, though: it is removed.
     *
     * @throws dev.hearth.error.ServiceException if the platform could not make it
     */
    void start(StartOrder order);

    /**
     * Runs one invocation, hands its answer to the sink, and waits for its end. At most one at a time in each sandbox.
     *
     * <p>An invocation whose answer is taken whole ends with its answer, unless the function has extensions: then it
     * lasts until the runtime and they ask for more. If the sink leaves early, this returns before that
     * ({@link Completion#rest}). One whose answer is taken in pieces lasts
     * until the runtime asks for the next, or the function's time is over; the sink is told of the answer's end before
     * that.
     *
     * @param sink gets everything from the thread that calls this
     * @throws SandboxGoneException if the sandbox ended before the function saw the invocation, or the grant is of an
     *     epoch that is over; the sink heard nothing: ask for another sandbox
     */
    Completion invoke(Grant grant, Invocation invocation, ResponseSink sink) throws SandboxGoneException;

    /** Destroys a sandbox; unknown ones are no error. */
    void stop(SandboxId sandbox);

    /**
     * What runs here.
     *
     * @param epoch the life of the Worker Manager that asks: from now on, grants and orders of earlier ones are refused
     */
    WorkerReport report(long epoch);

    /** Who is told when a sandbox ends without having been asked to. */
    void onSandboxGone(GoneListener listener);

    /** Destroys every sandbox. */
    @Override
    void close();

    /** Is told that a sandbox ended by itself. */
    interface GoneListener {
        void gone(SandboxId sandbox);
    }

    /**
     * The end of an invocation. What the function answered has gone to the sink.
     *
     * @param functionError empty if the function succeeded, else {@code Unhandled}, for {@code X-Amz-Function-Error}
     * @param logTail the last 4 KB of the invocation's log
     * @param reusable the sandbox can take another
     * @param usage what the sandbox was last measured to use
     * @param times how long its phases took
     * @param rest what is left to be done of the invocation, whose answer has ended; only for a sink that leaves early
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost the hot path
    record Completion(
            Optional<String> functionError,
            byte[] logTail,
            boolean reusable,
            SandboxUsage usage,
            InvocationTimes times,
            Optional<Rest> rest) {
        /** The end of an invocation of which nothing is left. */
        public Completion(
                Optional<String> functionError,
                byte[] logTail,
                boolean reusable,
                SandboxUsage usage,
                InvocationTimes times) {
            this(functionError, logTail, reusable, usage, times, Optional.empty());
        }

        /** The same with something left. */
        Completion resting(Rest left) {
            return new Completion(functionError, logTail, reusable, usage, times, Optional.of(left));
        }

        /** The same, of whose end somebody hears who is told whether the sandbox can take another one. */
        Completion beforeEnd(Consumer<Boolean> listener) {
            Rest first = rest.orElseThrow();
            return resting(() -> {
                boolean lives = false;
                try {
                    Completion end = first.await();
                    lives = end.reusable();
                    return end;
                } finally {
                    listener.accept(lives);
                }
            });
        }
    }

    /** The part of an invocation after its answer, in which extensions work. */
    @FunctionalInterface
    interface Rest {
        /** Does it, and waits for its end. To be called once, by any thread. */
        Completion await();
    }
}
