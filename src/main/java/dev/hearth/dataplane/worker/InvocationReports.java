package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.worker.Outcomes.InvocationEnd;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import java.time.Duration;
import java.util.Optional;

/** Writes the last lines of the log of each invocation of a sandbox. For one thread at a time. */
final class InvocationReports {
    private final FunctionVersion function;
    private final SandboxLog log;
    private final PlatformLog platform;
    private Optional<Duration> unreportedInit = Optional.empty();

    InvocationReports(FunctionVersion function, SandboxLog log, PlatformLog platform) {
        this.function = function;
        this.log = log;
        this.platform = platform;
    }

    /** Init has succeeded; what it took is told with the next invocation. */
    void initialized(Duration init) {
        unreportedInit = Optional.of(init);
    }

    /** Ends the log of an invocation. */
    void write(Invocation invocation, InvocationEnd ending, Duration took, DataSize used) {
        // what the platform itself took to end it is not the function's time
        Duration duration = took.compareTo(function.timeout()) > 0 ? function.timeout() : took;
        if (ending.status() instanceof Outcomes.Status.Timeout) {
            platform.timedOut(invocation.requestId());
        }
        ending.lines().forEach(log::say);
        platform.end(
                invocation,
                new PlatformLog.Report(
                        duration,
                        unreportedInit,
                        new Reports.Memory(function.memory(), used),
                        ending.status(),
                        ending.produced()));
        unreportedInit = Optional.empty();
    }
}
