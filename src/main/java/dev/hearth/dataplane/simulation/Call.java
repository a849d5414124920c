package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.counter.Permit;
import dev.hearth.dataplane.frontend.CallMachine;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.model.FunctionVersion;
import dev.hearth.time.Timers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call: the machine that decides its steps, and what the call holds. */
final class Call {
    final long number;
    final SimulatedFunction function;
    final FunctionVersion version;
    final Optional<String> tenant;
    final long dueNanos;
    final SimulatedFrontend.Caller caller;
    final CallMachine machine = new CallMachine();

    /** The number of its request to the Worker Manager that is not answered yet; 0: there is none. */
    long ask;

    long askedNanos;

    @Nullable
    Permit permit;

    /** The grant of the invocation that runs. */
    @Nullable
    Grant grant;

    Timers.@Nullable Timer patience;

    /** Its neighbours in the list of the calls that have not ended ({@link CallList}). */
    @Nullable
    Call before;

    @Nullable
    Call after;

    Call(
            long number,
            SimulatedFunction function,
            Optional<String> tenant,
            long dueNanos,
            SimulatedFrontend.Caller caller) {
        this.number = number;
        this.function = function;
        this.version = function.version();
        this.tenant = tenant;
        this.dueNanos = dueNanos;
        this.caller = caller;
    }

    @Override
    public String toString() {
        return "call " + number + " of " + version.arn().name();
    }
}
