package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.Extensions;
import dev.hearth.dataplane.telemetry.Category;
import dev.hearth.dataplane.worker.Outcomes.Status;
import dev.hearth.model.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/** The platform's lines in a function's log, exactly as Lambda writes them, because tools read them. */
final class Reports {
    static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter STREAM_DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    static final String SAMPLED = "Sampled=1";

    private Reports() {}

    /** The name of a sandbox's log stream. */
    static String streamName(Instant day, String version, String sandbox) {
        return STREAM_DAY.format(day) + "/[" + version + "]" + sandbox;
    }

    static String initStart(String runtimeVersion, String runtimeArn) {
        return "INIT_START Runtime Version: " + runtimeVersion + "\tRuntime Version ARN: " + runtimeArn;
    }

    static String initReport(Duration init, String phase, Status status) {
        return "INIT_REPORT Init Duration: " + milliseconds(init) + " ms\tPhase: " + phase + text(status);
    }

    static String start(String requestId, String version) {
        return "START RequestId: " + requestId + " Version: " + version;
    }

    static String extension(Extensions.Status status) {
        return "EXTENSION\tName: " + status.name() + "\tState: " + status.state() + "\tEvents: "
                + status.events().stream().sorted().toList()
                + status.errorType().map(type -> "\tError Type: " + type).orElse("");
    }

    static String subscription(String extension, Set<Category> types, boolean ofLogs) {
        return (ofLogs ? "LOGS" : "TELEMETRY") + "\tName: " + extension + "\tState: Subscribed\tTypes: "
                + types.stream().sorted().map(Category::title).toList();
    }

    static String end(String requestId) {
        return "END RequestId: " + requestId;
    }

    static String report(String requestId, PlatformLog.Report report, String trace) {
        Memory memory = report.memory();
        StringBuilder line = new StringBuilder(256)
                .append("REPORT RequestId: ")
                .append(requestId)
                .append("\tDuration: ")
                .append(milliseconds(report.duration()))
                .append(" ms\tBilled Duration: ")
                .append(report.billedMillis())
                .append(" ms\tMemory Size: ")
                .append(memory.size().toMebibytes())
                .append(" MB\tMax Memory Used: ")
                .append(memory.used().toMebibytesCeiling())
                .append(" MB");
        report.init()
                .ifPresent(time -> line.append("\tInit Duration: ")
                        .append(milliseconds(time))
                        .append(" ms"));
        line.append(report.status() instanceof Status.Success ? "\t" : text(report.status()));
        if (trace.contains(SAMPLED)) {
            line.append("\nXRAY TraceId: ")
                    .append(part(trace, "Root="))
                    .append("\tSegmentId: ")
                    .append(part(trace, "Parent="))
                    .append("\tSampled: true\t");
        }
        return line.toString();
    }

    /** The memory limit and the peak. */
    record Memory(DataSize size, DataSize used) {}

    static String timedOut(Instant now, String requestId, Duration timeout) {
        return MILLISECONDS.format(now) + " " + requestId + " " + Outcomes.timedOut(timeout);
    }

    /**
     * Milliseconds with two decimals, formatted by hand because a formatter would cost more than the rest of the line.
     */
    static String milliseconds(Duration duration) {
        long hundredths = Math.max(0, duration.toNanos()) / 10_000;
        long rest = hundredths % 100;
        return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
    }

    private static String text(Status status) {
        return switch (status) {
            case Status.Success() -> "";
            case Status.Timeout() -> "\tStatus: timeout";
            case Status.Failure(String type) -> "\tStatus: error\tError Type: " + type;
        };
    }

    static String part(String trace, String key) {
        int start = trace.indexOf(key);
        if (start < 0) {
            return "";
        }
        int end = trace.indexOf(';', start);
        return trace.substring(start + key.length(), end < 0 ? trace.length() : end);
    }
}
