package dev.hearth.base.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of content in a registry: {@code sha256:} and 64 hexadecimal digits. The specification allows other
 * algorithms, which are not in use.
 *
 * @param hex the digits, in lower case
 */
public record Digest(String hex) {
    private static final String ALGORITHM = "sha256:";
    private static final Pattern FORM = Pattern.compile(ALGORITHM + "([0-9a-f]{64})");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a digest: " + hex);
        }
    }

    /** Empty if the text is no digest. */
    public static Optional<Digest> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new Digest(matcher.group(1))) : Optional.empty();
    }

    @Override
    public String toString() {
        return ALGORITHM + hex;
    }
}
