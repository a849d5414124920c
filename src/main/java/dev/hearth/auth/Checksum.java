package dev.hearth.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksums that AWS's clients send after a streamed body. */
final class Checksum {
    private static final String PREFIX = "x-amz-checksum-";

    /** CRC-64/NVME's polynomial, its bits reversed. */
    private static final long CRC64_POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private Checksum() {}

    /** Refuses a content that is not what its checksum is of; trailers of other names say nothing. */
    static void verify(String trailer, String base64, byte[] content) {
        if (!trailer.startsWith(PREFIX)) {
            return;
        }
        byte[] expected = switch (trailer.substring(PREFIX.length())) {
            case "crc32" -> crc32(content);
            case "crc32c" -> crc32c(content);
            case "crc64nvme" -> crc64(content);
            case "sha1" -> digest("SHA-1", content);
            case "sha256" -> digest("SHA-256", content);
            default -> throw Signature.invalid("The algorithm of " + trailer + " is not supported.");
        };
        if (!Hashes.same(Base64.getEncoder().encodeToString(expected), base64)) {
            throw Signature.invalid("Value for " + trailer + " trailing header is invalid.");
        }
    }

    private static byte[] crc32(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }

    private static byte[] crc32c(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content, 0, content.length);
        return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }

    private static byte[] crc64(byte[] content) {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : CRC64_POLYNOMIAL);
            }
            table[i] = value;
        }
        long crc = -1;
        for (byte part : content) {
            crc = table[(int) ((crc ^ part) & 0xff)] ^ (crc >>> 8);
        }
        return ByteBuffer.allocate(8).putLong(~crc).array();
    }

    private static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
