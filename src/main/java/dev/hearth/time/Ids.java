package dev.hearth.time;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** Makes identifiers and secrets. */
public interface Ids {
    /** Unpredictable ids from the operating system's randomness. */
    static Ids secure() {
        SecureRandom random = new SecureRandom();
        return count -> {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        };
    }

    byte[] bytes(int count);

    /** A random number from 0 to below 1. */
    default double fraction() {
        byte[] bytes = bytes(4);
        int bits = (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        return Integer.toUnsignedLong(bits) / (double) (1L << Integer.SIZE);
    }

    /** {@code count} random hexadecimal digits, lower case. */
    default String hex(int count) {
        return HexFormat.of().formatHex(bytes((count + 1) / 2)).substring(0, count);
    }

    /** A random (version 4) UUID in its usual form. */
    default String uuid() {
        byte[] bytes = bytes(16);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = (high << 8) | (bytes[i] & 0xff);
            low = (low << 8) | (bytes[i + 8] & 0xff);
        }
        return new UUID(high, low).toString();
    }
}
