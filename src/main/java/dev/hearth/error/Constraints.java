package dev.hearth.error;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request's members against the limits of the API's model, and reports all that fail, in Lambda's words:
 * {@code 2 validation errors detected: Value '1' at 'memorySize' failed to satisfy constraint: …; Value null …}.
 *
 * <p>Members are named as they are in the model; the message writes them with a small first letter, as Lambda's does. A
 * member that is null passes all checks but {@link #required}.
 *
 * <pre>
 * new Constraints()
 *         .required("FunctionName", request.functionName())
 *         .pattern("FunctionName", request.functionName(), FUNCTION_NAME)
 *         .range("MemorySize", request.memorySize(), 128, 10240)
 *         .check();
 * </pre>
 */
public final class Constraints {
    /** The most characters of a value that a message repeats. Only code may be longer in the model. */
    private static final int SHOWN_CHARACTERS = 4096;

    /** Replaces a value that messages must not repeat. */
    public static final Object SECRET = new Object();

    private final List<String> failures = new ArrayList<>();

    public Constraints required(String member, @Nullable Object value) {
        return add(member, null, value == null, "Member must not be null");
    }

    /** The whole value must match. */
    public Constraints pattern(String member, @Nullable String value, Pattern pattern) {
        return add(
                member,
                value,
                value != null && !pattern.matcher(value).matches(),
                "Member must satisfy regular expression pattern: " + pattern);
    }

    /** Length in characters. */
    public Constraints length(String member, @Nullable String value, int min, int max) {
        return size(member, value, value == null ? -1 : value.codePointCount(0, value.length()), min, max);
    }

    /**
     * Checks the number of elements. The SDK's shapes have an empty list if the request has none, so callers must check
     * that first.
     */
    public Constraints count(String member, @Nullable Collection<?> value, int min, int max) {
        return size(member, value, value == null ? -1 : value.size(), min, max);
    }

    public Constraints count(String member, @Nullable Map<?, ?> value, int min, int max) {
        return size(member, value, value == null ? -1 : value.size(), min, max);
    }

    private Constraints size(String member, @Nullable Object value, int size, int min, int max) {
        add(member, value, size >= 0 && size < min, "Member must have length greater than or equal to " + min);
        return add(member, value, size > max, "Member must have length less than or equal to " + max);
    }

    public Constraints atLeast(String member, @Nullable Number value, long min) {
        return add(
                member,
                value,
                value != null && value.doubleValue() < min,
                "Member must have value greater than or equal to " + min);
    }

    public Constraints range(String member, @Nullable Number value, long min, long max) {
        return atLeast(member, value, min).atMost(member, value, max);
    }

    public Constraints atMost(String member, @Nullable Number value, long max) {
        return add(
                member,
                value,
                value != null && value.doubleValue() > max,
                "Member must have value less than or equal to " + max);
    }

    /** The value must be one of these, which the message lists in this order. */
    public Constraints oneOf(String member, @Nullable String value, Collection<String> allowed) {
        return add(
                member,
                value,
                value != null && !allowed.contains(value),
                "Member must satisfy enum value set: [" + String.join(", ", allowed) + "]");
    }

    /** Every element must pass. {@code rule} is in Lambda's words, such as {@code Member must have length …}. */
    public <T extends @Nullable Object> Constraints each(
            String member, @Nullable Collection<T> values, Predicate<? super T> passes, String rule) {
        return add(
                member,
                values,
                values != null && !values.stream().allMatch(passes),
                "Member must satisfy constraint: [" + rule + "]");
    }

    /** Notes that the value, or one of its elements, is not in an enum. The message lists these values. */
    public Constraints noneOf(String member, Object value, Collection<String> told) {
        return add(member, value, true, "Member must satisfy enum value set: [" + String.join(", ", told) + "]");
    }

    /** Every key must pass. {@code rule} as for {@link #each}, {@code shown} is what the message repeats. */
    public Constraints eachKey(
            String member, Object shown, Map<?, ?> entries, Predicate<@Nullable Object> passes, String rule) {
        return add(
                member,
                shown,
                !entries.keySet().stream().allMatch(passes),
                "Map keys must satisfy constraint: [" + rule + "]");
    }

    /** Every value must pass. {@code rule} as for {@link #each}, {@code shown} is what the message repeats. */
    public Constraints eachValue(
            String member, Object shown, Map<?, ?> entries, Predicate<@Nullable Object> passes, String rule) {
        return add(
                member,
                shown,
                !entries.values().stream().allMatch(passes),
                "Map value must satisfy constraint: [" + rule + "]");
    }

    private Constraints add(String member, @Nullable Object value, boolean fails, String rule) {
        if (fails) {
            String shown = value == SECRET ? "" : value == null ? "null " : "'" + abbreviate(value.toString()) + "' ";
            failures.add("Value " + shown + "at '" + path(member) + "' failed to satisfy constraint: " + rule);
        }
        return this;
    }

    /** Whether nothing has failed so far. */
    public boolean isSatisfied() {
        return failures.isEmpty();
    }

    /** Throws Lambda's {@code ValidationException} if anything failed. */
    public void check() {
        check(ErrorCode.VALIDATION);
    }

    /** Throws what another service calls it if anything failed. */
    public void check(ErrorCode code) {
        if (!isSatisfied()) {
            throw new ServiceException(
                    code,
                    failures.size() + (failures.size() == 1 ? " validation error" : " validation errors")
                            + " detected: " + String.join("; ", failures));
        }
    }

    private static String abbreviate(String value) {
        return value.length() <= SHOWN_CHARACTERS ? value : value.substring(0, SHOWN_CHARACTERS) + "...";
    }

    private static String path(String member) {
        StringBuilder path = new StringBuilder(member.length());
        boolean first = true;
        for (int i = 0; i < member.length(); i++) {
            char character = member.charAt(i);
            path.append(first ? Character.toLowerCase(character) : character);
            first = character == '.';
        }
        return path.toString();
    }
}
