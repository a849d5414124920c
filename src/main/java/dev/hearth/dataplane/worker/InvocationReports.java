package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.worker.Outcomes.InvocationEnd;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes the last lines of the log of each invocation of a sandbox. For one thread at a time. */
final class InvocationReports {
    private final FunctionVersion function;
    private final PlatformLog platform;
    private final Time time;
    private Optional<Duration> unreportedInit = Optional.empty();

    InvocationReports(FunctionVersion function, PlatformLog platform, Time time) {
        this.function = function;
        this.platform = platform;
        this.time = time;
    }

    /** Init has succeeded. Its duration is reported with the next invocation. */
    void initialized(Duration init) {
        unreportedInit = Optional.of(init);
    }

    /** The runtime has ended the invocation, with success or not. Extensions may still work on it. */
    void runtimeDone(Invocation invocation, InvocationEnd ending, Duration took) {
        platform.runtimeDone(invocation, duration(took), ending.status(), ending.produced());
        List<String> lines = lines(invocation, ending);
        if (!lines.isEmpty()) {
            platform.faultToSubscribers(String.join("\n", lines));
        }
    }

    /** The lines with the reason of a failure. The line of a timeout contains the time of the log. */
    private List<String> lines(Invocation invocation, InvocationEnd ending) {
        return ending.status() instanceof Outcomes.Status.Timeout
                ? List.of(Reports.timedOut(time.now(), invocation.requestId(), function.timeout()))
                : ending.lines();
    }

    /** The function's duration, without the platform's own time after a timeout. */
    private Duration duration(Duration took) {
        return took.compareTo(function.timeout()) > 0 ? function.timeout() : took;
    }

    /** Ends the log of an invocation. */
    void write(Invocation invocation, InvocationEnd ending, Duration took, DataSize used) {
        Duration duration = duration(took);
        lines(invocation, ending).forEach(platform::fault);
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
