package dev.hearth.dataplane.frontend;

import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code X-Amzn-Trace-Id} that a function sees. See "Tracing header" in the X-Ray Developer Guide. */
public final class TraceHeader {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]*(^|;)Root=1-[0-9a-f]{8}-[0-9a-f]{24}($|;.*)");
    private static final Pattern CLEAN = Pattern.compile("[\\x20-\\x7e]*");

    private TraceHeader() {}

    /** The caller's, completed where it lacks something; else a new one, which is not sampled. */
    public static String of(Optional<String> sent, Time time, Ids ids) {
        if (sent.isEmpty() || !isUsable(sent.get())) {
            String second = HexFormat.of().toHexDigits((int) time.now().getEpochSecond());
            String random = ids.hex(40); // in one go: it costs as much as half of it
            return "Root=1-" + second + "-" + random.substring(0, 24) + ";Parent=" + random.substring(24)
                    + ";Sampled=0";
        }
        String header = sent.get();
        String parent = header.contains("Parent=") ? "" : ";Parent=" + ids.hex(16);
        String sampled = header.contains("Sampled=") ? "" : ";Sampled=0";
        return header + parent + sampled;
    }

    private static boolean isUsable(String header) {
        return header.length() <= Limits.TRACE_HEADER_CHARACTERS
                && CLEAN.matcher(header).matches()
                && FORM.matcher(header).matches();
    }
}
