package dev.hearth.neighbours.iam;

import dev.hearth.time.Ids;

/** Generates identifiers and secrets in AWS's format, because tools check the format. */
public final class Identifiers {
    /** The alphabet of ids: the letters and digits of base 32. */
    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static final String SECRET_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private Identifiers() {}

    /** The id of an access key: {@code AKIA} and 16 letters. */
    public static String accessKey(Ids ids) {
        return "AKIA" + text(ids, ID_LETTERS, 16);
    }

    /** The id of a temporary access key: {@code ASIA} and 16 letters. */
    static String temporaryAccessKey(Ids ids) {
        return "ASIA" + text(ids, ID_LETTERS, 16);
    }

    /** The secret of an access key: 40 letters. */
    public static String secret(Ids ids) {
        return text(ids, SECRET_LETTERS, 40);
    }

    /** An id with a prefix for its type and 17 letters. */
    static String unique(String prefix, Ids ids) {
        return prefix + text(ids, ID_LETTERS, 17);
    }

    /** Random letters, evenly distributed, because the sizes of both alphabets are powers of two. */
    private static String text(Ids ids, String letters, int length) {
        StringBuilder text = new StringBuilder(length);
        for (byte value : ids.bytes(length)) {
            text.append(letters.charAt(Math.floorMod(value, letters.length())));
        }
        return text.toString();
    }
}
