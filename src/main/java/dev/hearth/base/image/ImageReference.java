package dev.hearth.base.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an image: {@code HOST/REPOSITORY:TAG} or {@code HOST/REPOSITORY@sha256:DIGEST}. The host is required,
 * as in Lambda's {@code ImageUri}.
 *
 * @param host of the registry, with its port if it has one
 * @param repository names separated by slashes
 * @param tag empty if the address has a digest only; {@code latest} if it has neither
 * @param digest the content's digest, if the address has one
 */
public record ImageReference(String host, String repository, Optional<String> tag, Optional<Digest> digest) {
    private static final int CHARACTERS = 1024;
    private static final String HOST = "(localhost|\\[[0-9a-fA-F:]+\\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)";
    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern FORM = Pattern.compile(HOST + "(:[0-9]{1,5})?/(" + PART + "(?:/" + PART
            + ")*)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");
    private static final int HOST_GROUP = 1;
    private static final int PORT_GROUP = 2;
    private static final int REPOSITORY_GROUP = 3;
    private static final int TAG_GROUP = 4;
    private static final int DIGEST_GROUP = 5;

    /** Empty if the text is no address of an image. */
    public static Optional<ImageReference> parse(String text) {
        if (text.length() > CHARACTERS) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(HOST_GROUP);
        String port = matcher.group(PORT_GROUP) == null ? "" : matcher.group(PORT_GROUP);
        boolean host = name.equals("localhost") || name.contains(".") || name.startsWith("[") || !port.isEmpty();
        if (!host || (!port.isEmpty() && Integer.parseInt(port.substring(1)) > 65_535)) {
            return Optional.empty();
        }
        Optional<Digest> digest =
                Optional.ofNullable(matcher.group(DIGEST_GROUP)).flatMap(Digest::parse);
        Optional<String> tag = Optional.ofNullable(matcher.group(TAG_GROUP));
        return Optional.of(new ImageReference(
                name + port,
                matcher.group(REPOSITORY_GROUP),
                tag.or(() -> digest.isPresent() ? Optional.empty() : Optional.of("latest")),
                digest));
    }

    /** The address of exactly this content in the same repository. */
    public ImageReference at(Digest content) {
        return new ImageReference(host, repository, Optional.empty(), Optional.of(content));
    }

    /** The version in a request to the registry: the digest, else the tag. */
    String version() {
        return digest.map(Digest::toString).or(() -> tag).orElse("latest");
    }

    @Override
    public String toString() {
        return host + "/" + repository + tag.map(text -> ":" + text).orElse("")
                + digest.map(content -> "@" + content).orElse("");
    }
}
