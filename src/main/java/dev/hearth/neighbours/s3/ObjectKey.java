package dev.hearth.neighbours.s3;

import java.nio.charset.StandardCharsets;

/**
 * The name of an object in its bucket: any text whose UTF-8 form has 1 to 1,024 bytes. Keys are in the order of their
 * UTF-8 bytes, which is that of their code points.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    public ObjectKey {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a key has at least one character");
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.KEY_BYTES) {
            throw new S3Exception(S3Error.KEY_TOO_LONG)
                    .with("Size", Integer.toString(bytes))
                    .with("MaxSizeAllowed", Integer.toString(Limits.KEY_BYTES));
        }
    }

    @Override
    public int compareTo(ObjectKey other) {
        return compare(value, other.value);
    }

    /** Compares by code points. Java's own order differs for surrogate pairs. */
    public static int compare(String one, String other) {
        int shared = Math.min(one.length(), other.length());
        for (int i = 0; i < shared; i++) {
            char left = one.charAt(i);
            char right = other.charAt(i);
            if (left != right) {
                return Integer.compare(weight(left), weight(right));
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    private static int weight(char character) {
        return Character.isSurrogate(character) ? character + 0x10000 : character;
    }

    @Override
    public String toString() {
        return value;
    }
}
