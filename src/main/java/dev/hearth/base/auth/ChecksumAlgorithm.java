package dev.hearth.base.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksum algorithms of AWS's clients. */
public enum ChecksumAlgorithm {
    CRC32,
    CRC32C,
    CRC64NVME,
    SHA1,
    SHA256;

    private static final String PREFIX = "x-amz-checksum-";

    /** The name of the header or trailer that carries such a checksum, in lower case. */
    public String header() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** Finds the algorithm by the name of its header, in lower case. */
    public static Optional<ChecksumAlgorithm> ofHeader(String header) {
        for (ChecksumAlgorithm algorithm : values()) {
            if (algorithm.header().equals(header)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** Finds the algorithm by its name, in upper or lower case. */
    public static Optional<ChecksumAlgorithm> of(String name) {
        return ofHeader(PREFIX + name.toLowerCase(Locale.ROOT));
    }

    /** Whether it is a cyclic redundancy check, and not a digest. */
    public boolean cyclic() {
        return this == CRC32 || this == CRC32C || this == CRC64NVME;
    }

    /** A new checksum, of no bytes yet. */
    public Checksum begin() {
        return switch (this) {
            case CRC32 -> Checksum.cyclic(new CRC32(), 4);
            case CRC32C -> Checksum.cyclic(new CRC32C(), 4);
            case CRC64NVME -> Checksum.cyclic(new Crc64Nvme(), 8);
            case SHA1 -> Checksum.digest(digest("SHA-1"));
            case SHA256 -> Checksum.digest(digest("SHA-256"));
        };
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }
}
