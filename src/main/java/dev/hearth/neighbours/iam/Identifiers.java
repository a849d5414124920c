package dev.hearth.neighbours.iam;

import dev.hearth.time.Ids;

/** Makes identifiers and secrets that look like AWS's own, so that tools which check the form take them. */
public final class Identifiers {
    /** What follows a prefix: the letters and digits of base 32. */
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

    /** A prefix that says what it is of, and 17 letters. */
    static String unique(String prefix, Ids ids) {
        return prefix + text(ids, ID_LETTERS, 17);
    }

    /** Letters drawn evenly: both alphabets have a power of two of them. */
    private static String text(Ids ids, String letters, int length) {
        StringBuilder text = new StringBuilder(length);
        for (byte value : ids.bytes(length)) {
            text.append(letters.charAt(Math.floorMod(value, letters.length())));
        }
        return text.toString();
    }
}
