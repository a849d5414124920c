package dev.hearth.neighbours.s3;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of keys as S3 writes it: all but letters, digits and {@code -._~} is encoded. */
public final class UriEncoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UriEncoding() {}

    /** Encodes a path. Slashes stay. */
    public static String path(String text) {
        return encode(text, "-._~/");
    }

    /** Encodes a parameter's value. */
    public static String parameter(String text) {
        return encode(text, "-._~");
    }

    private static String encode(String text, String unreserved) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte part : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (part & 0xff);
            boolean plain = (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9')
                    || unreserved.indexOf(character) >= 0;
            if (plain) {
                encoded.append(character);
            } else {
                encoded.append('%').append(HEX[character >> 4]).append(HEX[character & 15]);
            }
        }
        return encoded.toString();
    }
}
