package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.auth.Checksum;
import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * The content of an upload.
 *
 * @param size the announced size
 * @param algorithms the checksums to compute
 * @param check checks the received content before it becomes visible
 */
public record Upload(InputStream content, long size, Set<ChecksumAlgorithm> algorithms, Check check) {
    public Upload {
        algorithms = Set.copyOf(algorithms);
    }

    /** Checks the received content. Throws an {@link S3Exception} if it is not as announced. */
    @FunctionalInterface
    public interface Check {
        void accept(Received received);
    }

    /**
     * The received content.
     *
     * @param md5 in hexadecimal
     * @param checksums in base64
     */
    public record Received(long size, String md5, Map<ChecksumAlgorithm, String> checksums) {
        public Received {
            checksums = Map.copyOf(checksums);
        }
    }

    /** Writes the content and checks it. */
    Received receive(Draft draft, Set<ChecksumAlgorithm> more) throws IOException {
        Map<ChecksumAlgorithm, Checksum> checksums = new EnumMap<>(ChecksumAlgorithm.class);
        algorithms.forEach(algorithm -> checksums.put(algorithm, algorithm.begin()));
        more.forEach(algorithm -> checksums.computeIfAbsent(algorithm, ChecksumAlgorithm::begin));
        MessageDigest md5 = md5();
        byte[] buffer = new byte[Limits.BUFFER_BYTES];
        long received = 0;
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            received += count;
            if (received > Limits.PUT_BYTES) {
                throw new S3Exception(S3Error.ENTITY_TOO_LARGE);
            }
            md5.update(buffer, 0, count);
            for (Checksum checksum : checksums.values()) {
                checksum.update(buffer, 0, count);
            }
            draft.write(buffer, 0, count);
        }
        Map<ChecksumAlgorithm, String> values = new EnumMap<>(ChecksumAlgorithm.class);
        checksums.forEach((algorithm, checksum) -> values.put(algorithm, checksum.base64()));
        Received all = new Received(received, HexFormat.of().formatHex(md5.digest()), values);
        check.accept(all);
        return all;
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
