package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.Extensions;
import dev.hearth.dataplane.worker.Outcomes.Status;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.Logging;
import dev.hearth.model.Logging.SystemLevel;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * What the platform says in a sandbox's log: lines of text, or one JSON object for each event, of which those below the
 * function's system log level are left out.
 *
 * <p>Which event has which level says "System log level event mapping" in AWS's documentation of Lambda.
 */
final class PlatformLog {
    private final SandboxLog log;
    private final FunctionVersion function;
    private final InitializationType type;
    private final Time time;
    private final boolean json;
    private volatile boolean open;

    PlatformLog(SandboxLog log, FunctionVersion function, InitializationType type, Time time) {
        this.log = log;
        this.function = function;
        this.type = type;
        this.time = time;
        this.json = function.logging().format() == Logging.Format.JSON;
    }

    /**
     * The runtime is about to start.
     *
     * @param version its own version
     * @param arn the name of that version in the API
     */
    void initStart(String version, String arn) {
        if (json) {
            event(SystemLevel.INFO, JsonReports.initStart(time.now(), type, version, arn));
        } else {
            log.say(Reports.initStart(version, arn));
        }
    }

    /** Init has succeeded, which is worth no line of text. */
    void initDone(Duration init) {
        if (json) {
            event(SystemLevel.DEBUG, JsonReports.initRuntimeDone(time.now(), type, "init", new Status.Success()));
            SystemLevel level = type == InitializationType.ON_DEMAND ? SystemLevel.DEBUG : SystemLevel.INFO;
            event(level, JsonReports.initReport(time.now(), type, "init", init, new Status.Success()));
        }
    }

    /**
     * Init has failed.
     *
     * @param phase {@code init}, or {@code invoke} if it ran within an invocation
     */
    void initFailed(Duration init, String phase, Status status) {
        if (json) {
            event(SystemLevel.WARN, JsonReports.initRuntimeDone(time.now(), type, phase, status));
            event(SystemLevel.WARN, JsonReports.initReport(time.now(), type, phase, init, status));
        } else {
            log.say(Reports.initReport(init, phase, status));
        }
    }

    /** How the extensions came out of init. */
    void extensions(Extensions extensions) {
        if (extensions.none()) {
            return;
        }
        for (Extensions.Status status : extensions.statuses()) {
            if (json) {
                event(SystemLevel.INFO, JsonReports.extension(time.now(), status));
            } else {
                log.say(Reports.extension(status));
            }
        }
    }

    /** The runtime gets an invocation. Again, because another process gets it too: no effect. */
    void start(String requestId) {
        if (open) {
            return;
        }
        open = true;
        if (json) {
            event(SystemLevel.INFO, JsonReports.start(time.now(), requestId, function.version()));
        } else {
            log.say(Reports.start(requestId, function.version()));
        }
    }

    /** Whether an invocation has begun here and not ended. */
    boolean isOpen() {
        return open;
    }

    void timedOut(String requestId) {
        log.say(Reports.timedOut(time.now(), requestId, function.timeout()));
    }

    /** The invocation has ended. */
    void end(Invocation invocation, Report report) {
        open = false;
        if (json) {
            SystemLevel done = report.status() instanceof Status.Success ? SystemLevel.DEBUG : SystemLevel.WARN;
            SystemLevel end = report.status() instanceof Status.Success ? SystemLevel.INFO : SystemLevel.WARN;
            event(done, JsonReports.runtimeDone(time.now(), invocation, report));
            event(end, JsonReports.report(time.now(), invocation, report));
        } else {
            log.say(Reports.end(invocation.requestId()));
            log.say(Reports.report(invocation.requestId(), report, invocation.traceHeader()));
        }
    }

    private void event(SystemLevel level, String line) {
        if (function.logging().includes(level)) {
            log.say(line);
        }
    }

    /**
     * What an invocation took.
     *
     * @param init what init took before it, if that was not reported yet
     * @param produced the bytes of its answer
     */
    record Report(Duration duration, Optional<Duration> init, Reports.Memory memory, Status status, long produced) {
        /** Since August 2025 the init phase is billed with the first invocation. Whole milliseconds. */
        long billedMillis() {
            return Math.ceilDiv(init.map(duration::plus).orElse(duration).toNanos(), 1_000_000);
        }
    }
}
