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
 * The chain of functions that led to a call, in the trace header: {@code Lineage=a87bd80c:1|68fd508a:5}. Each entry is
 * a function and the number of its calls in this chain. Lambda adds the lineage to the header that a function gets.
 * AWS's SDKs send that header with each request of the function. So a chain that returns to a function is recognised.
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
     * A call of a function in a chain.
     *
     * @param header the function's trace header: the caller's, with this turn added
     * @param earlier how many calls of the function led to this one
     */
    public record Turn(String header, int earlier) {
        /** Whether the limit of turns is reached, so that this call is refused. */
        public boolean isOneTooMany() {
            return earlier >= Limits.TURNS;
        }
    }

    /** The id of a function in a lineage, the same for all its versions. */
    public static String id(FunctionArn function) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(function.unqualified().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds a turn of a function to a trace header. Malformed entries are left out. */
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
