package dev.hearth.dataplane.frontend;

import dev.hearth.model.FunctionArn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which functions led to a call, as the trace header says: {@code Lineage=a87bd80c:1|68fd508a:5}. Each entry is a
 * function, and how many of its calls led to its last one in this chain, over whatever other functions. Lambda adds it
 * to the header that a function gets; AWS's SDKs send that header with each request that the function makes, and so a
 * chain that comes back to a function is seen.
 *
 * <p>See "Use Lambda recursive loop detection to prevent infinite loops" in the AWS Lambda Developer Guide, and
 * "Tracing header" in the X-Ray Developer Guide.
 */
public final class Lineage {
    static final String REFUSAL = "Lambda has detected your function being invoked in a recursive loop and stopped "
            + "your function's invocation.";

    private static final Pattern FIELD = Pattern.compile("(^|;)\\s*Lineage=([^;]*)");
    private static final Pattern ENTRY = Pattern.compile("([0-9a-f]{8}):([0-9]{1,5})");

    private Lineage() {}

    /**
     * That a call enters a function.
     *
     * @param header what the function gets: the caller's with this turn in it
     * @param earlier how many calls of the function led to this one
     */
    public record Turn(String header, int earlier) {
        /** Whether there were so many that this one is to end it. */
        public boolean isOneTooMany() {
            return earlier >= Limits.TURNS;
        }
    }

    /** How a function is called in a lineage, whichever of its versions runs. */
    public static String id(FunctionArn function) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(function.unqualified().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds a turn of a function to a trace header. An entry that is no entry is left out. */
    public static Turn turn(String header, String id) {
        if (!header.contains("Lineage=")) {
            return new Turn(with(header, id + ":0"), 0);
        }
        Matcher field = FIELD.matcher(header);
        List<String> entries = new ArrayList<>();
        Optional<Integer> before = Optional.empty();
        if (field.find()) {
            for (String text : field.group(2).split("\\|", -1)) {
                Matcher entry = ENTRY.matcher(text);
                if (!entry.matches()) {
                    continue;
                }
                if (entry.group(1).equals(id)) {
                    before = Optional.of(Integer.parseInt(entry.group(2)));
                } else {
                    entries.add(text);
                }
            }
        }
        int earlier = before.map(count -> count + 1).orElse(0);
        entries.add(id + ":" + earlier); // whoever was called last is last, and the first to be left out is first
        int from = Math.max(0, entries.size() - Limits.LINEAGE_FUNCTIONS);
        String rest = field.replaceAll("");
        return new Turn(with(rest, String.join("|", entries.subList(from, entries.size()))), earlier);
    }

    private static String with(String header, String entries) {
        String separator = header.isEmpty() || header.endsWith(";") ? "" : ";";
        return header + separator + "Lineage=" + entries;
    }
}
