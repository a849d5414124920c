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
 * What the platform says in a sandbox's log: lines of text, or one JSON object for each event, of which those below the
 * function's system log level are left out. Extensions that have subscribed are told of the same events, of all levels.
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
     * Another environment begins: its subscribers get the events from now on. The log has a line of the first one only.
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

    /** The runtime has initialised itself, or could not: extensions may not have yet. */
    void runtimeInitialized(String phase, Status status) {
        SystemLevel level = status instanceof Status.Success ? SystemLevel.DEBUG : SystemLevel.WARN;
        if (isHeard()) {
            tell(level, JsonReports.initRuntimeDone(time.now(), type, phase, status));
        }
    }

    /** Init has succeeded, which is worth no line of text. */
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

    /** How the extensions came out of init. */
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

    /** The runtime gets an invocation. Again, because another process gets it too: no effect. */
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

    /** Whether an invocation has begun here and not ended. */
    boolean isOpen() {
        return open;
    }

    /** A line of the log that says why an invocation failed. */
    void fault(String line) {
        log.say(line);
    }

    /** What subscribers are told of why an invocation failed: at once, as they may not live long. */
    void faultToSubscribers(String text) {
        if (hasSubscribers()) {
            toSubscribers(JsonReports.fault(time.now(), text));
        }
    }

    /** The runtime is done with an invocation: extensions may not be yet. */
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

    /** Whether anybody wants events as JSON. */
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
