package dev.hearth.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of content: SHA-256 digests in lower-case hexadecimal. */
public final class Sha256 {
    private Sha256() {}

    public static String of(byte[] content) {
        return hexadecimal(begin().digest(content));
    }

    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A digest that is updated with the content in parts. {@link #end} then returns the name. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public static String end(MessageDigest digest) {
        return hexadecimal(digest.digest());
    }

    private static String hexadecimal(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
