package dev.hearth.dataplane.frontend;

import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The {@code X-Amzn-Trace-Id} that a function sees. See "Tracing header" in the X-Ray Developer Guide. */
public final class TraceHeader {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]*(^|;)Root=1-[0-9a-f]{8}-[0-9a-f]{24}($|;.*)");
    private static final Pattern CLEAN = Pattern.compile("[\\x20-\\x7e]*");

    private TraceHeader() {}

    /**
     * The trace header of the caller, with missing parts added; without one, a new header.
     *
     * @param sampled whether to sample a call whose caller has not decided
     */
    static String of(Optional<String> sent, BooleanSupplier sampled, Time time, Ids ids) {
        String header = begun(sent, time, ids);
        String parent = header.contains("Parent=") ? "" : ";Parent=" + ids.hex(16);
        String decision = header.contains("Sampled=") ? "" : ";Sampled=" + (sampled.getAsBoolean() ? 1 : 0);
        return header + parent + decision;
    }

    /** The trace header of the caller; without one, a new header with a trace id only. */
    public static String begun(Optional<String> sent, Time time, Ids ids) {
        if (sent.isPresent() && isUsable(sent.get())) {
            return sent.get();
        }
        return "Root=1-" + HexFormat.of().toHexDigits((int) time.now().getEpochSecond()) + "-" + ids.hex(24);
    }

    private static boolean isUsable(String header) {
        return header.length() <= Limits.TRACE_HEADER_CHARACTERS
                && CLEAN.matcher(header).matches()
                && FORM.matcher(header).matches();
    }
}
