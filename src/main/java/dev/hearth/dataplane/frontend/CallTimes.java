package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.worker.InvocationTimes;
import dev.hearth.dataplane.worker.StartTimes;
import dev.hearth.model.FunctionArn;
import dev.hearth.time.Laps;
import dev.hearth.time.Time;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures the phases of one call. Used by one thread at a time.
 *
 * <pre>
 * from  event      to
 * OPEN  end        OPEN    a phase has ended
 * OPEN  handOver   CLOSED  another thread goes on with what it returns
 * OPEN  close      CLOSED  told to the taker, if the call was for a function that there is
 * </pre>
 */
public final class CallTimes implements AutoCloseable {
    private static final int PHASES = CallPhase.values().length;
    private static final String ANSWERED = "answered";

    private final String requestId;
    private final Laps<CallPhase> laps;
    private final Consumer<TimedCall> taker;
    private Optional<FunctionArn> function = Optional.empty();
    private Optional<StartTimes> start = Optional.empty();
    private String outcome = "";
    private boolean open = true;

    /** A call that begins now. */
    public CallTimes(String requestId, Time time, Consumer<TimedCall> taker) {
        this(requestId, new Laps<>(PHASES, time), taker);
    }

    private CallTimes(String requestId, Laps<CallPhase> laps, Consumer<TimedCall> taker) {
        this.requestId = requestId;
        this.laps = laps;
        this.taker = taker;
    }

    public String requestId() {
        return requestId;
    }

    /** Ends a phase: the time since the end of the one before belongs to it. */
    public void end(CallPhase phase) {
        laps.end(phase);
    }

    /** The function is known, and the request checked. */
    void checked(FunctionArn version) {
        function = Optional.of(version);
        laps.end(CallPhase.CHECKS);
    }

    /** The invocation has ended. */
    void invoked(InvocationTimes times, Optional<String> functionError) {
        laps.end(CallPhase.END);
        laps.move(CallPhase.END, CallPhase.WAKE, times.wakeNanos());
        laps.move(CallPhase.END, CallPhase.INIT, times.initNanos());
        laps.move(CallPhase.END, CallPhase.DELIVERY, times.deliveryNanos());
        laps.move(CallPhase.END, CallPhase.FUNCTION, times.functionNanos());
        start = times.start();
        outcome = functionError.orElse(ANSWERED);
    }

    /** It ended without an answer of the function. */
    void failed(String error) {
        outcome = error;
    }

    /** The same call, for another thread: this object has no effect any more. */
    CallTimes handOver() {
        CallTimes next = new CallTimes(requestId, laps, taker);
        next.function = function;
        open = false;
        return next;
    }

    /** The call has ended. Again: no effect. */
    @Override
    public void close() {
        if (open) {
            open = false;
            laps.end(outcome.equals(ANSWERED) ? CallPhase.ANSWER : CallPhase.END);
            function.ifPresent(arn -> taker.accept(new TimedCall(requestId, arn, outcome, laps, start)));
        }
    }
}
