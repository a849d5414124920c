package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.Extensions;
import dev.hearth.dataplane.telemetry.Category;
import dev.hearth.dataplane.telemetry.Telemetry;
import dev.hearth.dataplane.telemetry.TelemetryEvent;
import dev.hearth.dataplane.worker.Outcomes.Status;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.Logging;
import dev.hearth.model.Logging.SystemLevel;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The platform's events in a sandbox's log: lines of text, or JSON objects, of which those below the function's system
 * log level are left out. Subscribed extensions get the same events, of all levels.
 *
 * <p>"System log level event mapping" in AWS's documentation of Lambda has the levels of events.
 */
final class PlatformLog {
    private final SandboxLog log;
    private final FunctionVersion function;
    private final InitializationType type;
    private final Time time;
    private final boolean json;
    private volatile boolean open;
    private volatile boolean runtimeDone;
    private volatile @Nullable Telemetry telemetry;
    private volatile Optional<RuntimeVersion> runtime = Optional.empty();

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
            event(SystemLevel.INFO, JsonReports.initStart(time.now(), type, "init", version, arn));
        } else {
            log.say(Reports.initStart(version, arn));
        }
        runtime = Optional.of(new RuntimeVersion(version, arn));
    }

    /**
     * A new environment begins, whose subscribers get the events from now on. The log has a line of the first
     * environment only.
     */
    void begin(Telemetry next) {
        String phase = telemetry == null ? "init" : "invoke";
        telemetry = next;
        log.connect(next, json);
        next.listen(this::subscribed);
        String version = runtime.map(RuntimeVersion::number).orElse("");
        String arn = runtime.map(RuntimeVersion::arn).orElse("");
        toSubscribers(JsonReports.initStart(time.now(), type, phase, version, arn));
    }

    /** The init of the runtime has ended, with success or not. That of extensions may not have ended yet. */
    void runtimeInitialized(String phase, Status status) {
        SystemLevel level = status instanceof Status.Success ? SystemLevel.DEBUG : SystemLevel.WARN;
        if (isHeard()) {
            tell(level, JsonReports.initRuntimeDone(time.now(), type, phase, status));
        }
    }

    /** Init has succeeded. The text form has no line for it. */
    void initDone(Duration init, String phase) {
        if (isHeard()) {
            SystemLevel level = type == InitializationType.ON_DEMAND ? SystemLevel.DEBUG : SystemLevel.INFO;
            tell(level, JsonReports.initReport(time.now(), type, phase, init, new Status.Success()));
        }
    }

    /**
     * Init has failed.
     *
     * @param phase {@code init}, or {@code invoke} if it ran within an invocation
     */
    void initFailed(Duration init, String phase, Status status) {
        if (isHeard()) {
            tell(SystemLevel.WARN, JsonReports.initReport(time.now(), type, phase, init, status));
        }
        if (!json) {
            log.say(Reports.initReport(init, phase, status));
        }
    }

    /** The states of extensions after init. */
    void extensions(Extensions extensions) {
        if (extensions.none()) {
            return;
        }
        for (Extensions.Status status : extensions.statuses()) {
            tell(SystemLevel.INFO, JsonReports.extension(time.now(), status));
            if (!json) {
                log.say(Reports.extension(status));
            }
        }
    }

    /** An extension has subscribed. */
    private void subscribed(String extension, Set<Category> types, boolean ofLogs) {
        tell(
                SystemLevel.INFO,
                JsonReports.subscription(
                        time.now(),
                        extension,
                        types.stream().map(Category::wire).toList()));
        if (!json) {
            log.say(Reports.subscription(extension, types, ofLogs));
        }
    }

    /** The runtime gets an invocation. Again, for another process: no effect. */
    void start(String requestId) {
        if (open) {
            return;
        }
        open = true;
        if (isHeard()) {
            tell(SystemLevel.INFO, JsonReports.start(time.now(), requestId, function.version()));
        }
        if (!json) {
            log.say(Reports.start(requestId, function.version()));
        }
    }

    /** Whether an invocation has begun and not ended. */
    boolean isOpen() {
        return open;
    }

    /** Writes a line with the reason of a failed invocation. */
    void fault(String line) {
        log.say(line);
    }

    /** Sends the reason of a failed invocation to subscribers, at once, because their processes may be ended soon. */
    void faultToSubscribers(String text) {
        if (hasSubscribers()) {
            toSubscribers(JsonReports.fault(time.now(), text));
        }
    }

    /** The runtime has ended an invocation. Extensions may not have ended it yet. */
    void runtimeDone(Invocation invocation, Duration took, Status status, long produced) {
        if (isHeard() && !runtimeDone) {
            runtimeDone = true;
            SystemLevel level = status instanceof Status.Success ? SystemLevel.DEBUG : SystemLevel.WARN;
            tell(level, JsonReports.runtimeDone(time.now(), invocation, took, status, produced));
        }
    }

    /** The invocation has ended. */
    void end(Invocation invocation, Report report) {
        open = false;
        runtimeDone(invocation, report.duration(), report.status(), report.produced());
        runtimeDone = false;
        if (isHeard()) {
            SystemLevel end = report.status() instanceof Status.Success ? SystemLevel.INFO : SystemLevel.WARN;
            tell(end, JsonReports.report(time.now(), invocation, report));
        }
        if (!json) {
            log.say(Reports.end(invocation.requestId()));
            log.say(Reports.report(invocation.requestId(), report, invocation.traceHeader()));
        }
    }

    /** Whether events are needed as JSON. */
    private boolean isHeard() {
        return json || hasSubscribers();
    }

    private boolean hasSubscribers() {
        Telemetry present = telemetry;
        return present != null && !present.none();
    }

    private void toSubscribers(TelemetryEvent event) {
        Telemetry present = telemetry;
        if (present != null) {
            present.tell(event);
        }
    }

    private void tell(SystemLevel level, TelemetryEvent event) {
        toSubscribers(event);
        if (json) {
            event(level, event);
        }
    }

    private void event(SystemLevel level, TelemetryEvent event) {
        if (function.logging().includes(level)) {
            log.say(event.toJson());
        }
    }

    private record RuntimeVersion(String number, String arn) {}

    /**
     * The measurements of an invocation.
     *
     * @param init the duration of init before it, if that was not reported yet
     * @param produced the bytes of its answer
     */
    record Report(Duration duration, Optional<Duration> init, Reports.Memory memory, Status status, long produced) {
        /** Since August 2025 the init phase is billed with the first invocation. Whole milliseconds. */
        long billedMillis() {
            return Math.ceilDiv(init.map(duration::plus).orElse(duration).toNanos(), 1_000_000);
        }
    }
}
