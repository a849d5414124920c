package dev.hearth.neighbours.iam.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text of a policy with wildcards and policy variables, ready to be compared.
 *
 * <pre>
 * *                   any characters, also none
 * ?                   any one character
 * ${aws:username}     what the request's context has under that key; without one value there, nothing matches
 * ${key, 'other'}     the same, or another text
 * ${*} ${?} ${$}      the characters themselves
 * </pre>
 *
 * <p>What a variable stands for is text: wildcards in it mean nothing. Source: "IAM policy elements: Variables and
 * tags" in the IAM user guide.
 */
final class Template {
    private static final int ANY_CHARACTERS = -1;
    private static final int ANY_CHARACTER = -2;
    private static final int CHARACTERS_OF_SEGMENT = -3;
    private static final int CHARACTER_OF_SEGMENT = -4;

    /** Where the resource itself begins in {@code arn:partition:service:region:account:resource}. */
    private static final int COLONS_BEFORE_RESOURCE = 5;

    /** How stars and question marks are matched. */
    enum Wildcards {
        /** As literal characters. */
        NONE,
        /** As wildcards for any character. */
        ANYWHERE,
        /**
         * As wildcards that match within one of the first five parts of an ARN. Only a star at the end of a part may
         * match beyond the colon. Source: "Resource" in the IAM user guide's policy elements.
         */
        RESOURCE,
        /** Each part of an ARN is compared by itself. Source: "ARN condition operators" in the IAM user guide. */
        ARN
    }

    private final String text;
    private final List<Part> parts;
    private final boolean plain;

    private Template(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.plain = parts.stream().allMatch(part -> part.variable == null && part.isLiteral());
    }

    /** Code points and wildcards, or a variable. */
    private record Part(List<Integer> codes, @Nullable String variable, Optional<String> otherwise) {
        boolean isLiteral() {
            return codes.stream().allMatch(code -> code >= 0);
        }
    }

    /** @param variables whether the document's version knows policy variables */
    static Template of(String text, Wildcards wildcards, boolean variables) {
        List<Part> parts = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        int colons = 0;
        int position = 0;
        while (position < text.length()) {
            char character = text.charAt(position);
            int end = variables && text.startsWith("${", position) ? text.indexOf('}', position) : -1;
            if (end > 0) {
                String inside = text.substring(position + 2, end).strip();
                if (inside.length() == 1 && "*?$".contains(inside)) {
                    codes.add((int) inside.charAt(0));
                } else {
                    parts.add(new Part(List.copyOf(codes), null, Optional.empty()));
                    codes.clear();
                    parts.add(variable(inside));
                }
                position = end + 1;
                continue;
            }
            colons += character == ':' ? 1 : 0;
            boolean last = position + 1 == text.length() || text.charAt(position + 1) == ':';
            codes.add(code(character, wildcards, colons < COLONS_BEFORE_RESOURCE, last, text.length() == 1));
            position++;
        }
        parts.add(new Part(List.copyOf(codes), null, Optional.empty()));
        return new Template(text, parts);
    }

    private static Part variable(String inside) {
        int comma = inside.indexOf(',');
        if (comma < 0) {
            return new Part(List.of(), inside.toLowerCase(Locale.ROOT), Optional.empty());
        }
        String otherwise = inside.substring(comma + 1).strip();
        boolean quoted = otherwise.length() >= 2 && otherwise.startsWith("'") && otherwise.endsWith("'");
        return new Part(
                List.of(),
                inside.substring(0, comma).strip().toLowerCase(Locale.ROOT),
                Optional.of(quoted ? otherwise.substring(1, otherwise.length() - 1) : otherwise));
    }

    private static int code(char character, Wildcards wildcards, boolean before, boolean last, boolean alone) {
        if (wildcards == Wildcards.NONE || (character != '*' && character != '?')) {
            return character;
        }
        boolean confined = switch (wildcards) {
            case NONE, ANYWHERE -> false;
            case RESOURCE -> before && !(character == '*' && last);
            case ARN -> before && !alone;
        };
        if (character == '*') {
            return confined ? CHARACTERS_OF_SEGMENT : ANY_CHARACTERS;
        }
        return confined ? CHARACTER_OF_SEGMENT : ANY_CHARACTER;
    }

    boolean matches(String value, RequestContext context) {
        if (plain && text.indexOf('$') < 0) {
            return text.equals(value);
        }
        int[] pattern = resolve(context);
        return pattern != null && matches(pattern, value);
    }

    boolean matchesIgnoringCase(String value, RequestContext context) {
        int[] pattern = resolve(context);
        if (pattern == null) {
            return false;
        }
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = pattern[i] < 0 ? pattern[i] : fold((char) pattern[i]);
        }
        char[] folded = value.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = fold(folded[i]);
        }
        return matches(pattern, new String(folded));
    }

    private static char fold(char character) {
        return Character.toLowerCase(Character.toUpperCase(character));
    }

    /** The text with its variables replaced, as codes; null if one has no value. */
    private int @Nullable [] resolve(RequestContext context) {
        int[] codes = new int[text.length()];
        int length = 0;
        for (Part part : parts) {
            if (part.variable == null) {
                codes = Arrays.copyOf(codes, Math.max(codes.length, length + part.codes.size()));
                for (int code : part.codes) {
                    codes[length++] = code;
                }
                continue;
            }
            String value = context.variable(part.variable).or(part::otherwise).orElse(null);
            if (value == null) {
                return null;
            }
            codes = Arrays.copyOf(codes, Math.max(codes.length, length + value.length()));
            for (int i = 0; i < value.length(); i++) {
                codes[length++] = value.charAt(i);
            }
        }
        return Arrays.copyOf(codes, length);
    }

    /**
     * Matches by following all alternatives in the pattern at the same time. The time is the product of the two
     * lengths, whatever the number of stars.
     */
    private static boolean matches(int[] pattern, String value) {
        boolean[] reached = new boolean[pattern.length + 1];
        reached[0] = true;
        passStars(pattern, reached);
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            boolean[] next = new boolean[pattern.length + 1];
            boolean alive = false;
            for (int at = 0; at < pattern.length; at++) {
                if (reached[at] && accepts(pattern[at], character)) {
                    int to = isStar(pattern[at]) ? at : at + 1;
                    next[to] = true;
                    alive = true;
                }
            }
            if (!alive) {
                return false;
            }
            passStars(pattern, next);
            reached = next;
        }
        return reached[pattern.length];
    }

    private static void passStars(int[] pattern, boolean[] reached) {
        for (int at = 0; at < pattern.length; at++) {
            if (reached[at] && isStar(pattern[at])) {
                reached[at + 1] = true;
            }
        }
    }

    private static boolean isStar(int code) {
        return code == ANY_CHARACTERS || code == CHARACTERS_OF_SEGMENT;
    }

    private static boolean accepts(int code, char character) {
        return switch (code) {
            case ANY_CHARACTERS, ANY_CHARACTER -> true;
            case CHARACTERS_OF_SEGMENT, CHARACTER_OF_SEGMENT -> character != ':';
            default -> code == character;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Template template && text.equals(template.text) && parts.equals(template.parts);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
