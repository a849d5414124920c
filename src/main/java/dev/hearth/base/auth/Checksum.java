package dev.hearth.base.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/** A checksum of a content, computed while the content is read. */
public abstract class Checksum {
    private Checksum() {}

    public abstract void update(byte[] bytes, int offset, int length);

    /** The checksum of all bytes so far. No more bytes may be added after this call. */
    public abstract byte[] value();

    /** The checksum in base64, as headers carry it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(value());
    }

    static Checksum cyclic(java.util.zip.Checksum running, int bytes) {
        return new Checksum() {
            @Override
            public void update(byte[] content, int offset, int length) {
                running.update(content, offset, length);
            }

            @Override
            public byte[] value() {
                byte[] all = ByteBuffer.allocate(Long.BYTES)
                        .putLong(running.getValue())
                        .array();
                return Arrays.copyOfRange(all, Long.BYTES - bytes, Long.BYTES);
            }
        };
    }

    static Checksum digest(MessageDigest running) {
        return new Checksum() {
            @Override
            public void update(byte[] content, int offset, int length) {
                running.update(content, offset, length);
            }

            @Override
            public byte[] value() {
                return running.digest();
            }
        };
    }
}
