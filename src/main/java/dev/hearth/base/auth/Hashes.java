package dev.hearth.base.auth;

import dev.hearth.model.Sha256;
import dev.hearth.time.Yield;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and HMAC-SHA256 prototypes. Looking an algorithm up costs more than digesting a short message. */
final class Hashes {
    /** The digest of no bytes. */
    static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String HMAC = "HmacSHA256";
    private static final HexFormat HEX = HexFormat.of();

    private final MessageDigest sha256 = Sha256.begin();

    /** The SHA-256 of the bytes in lower-case hexadecimal. */
    String sha256(byte[] bytes) {
        if (bytes.length == 0) {
            return EMPTY_SHA256;
        }
        MessageDigest digest = newSha256();
        int done = 0;
        for (; bytes.length - done > Limits.DIGEST_SLICE_BYTES; done += Limits.DIGEST_SLICE_BYTES) {
            digest.update(bytes, done, Limits.DIGEST_SLICE_BYTES);
            Yield.toOthers(); // a long body must not delay requests with small ones
        }
        digest.update(bytes, done, bytes.length - done);
        return hex(digest.digest());
    }

    String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    MessageDigest newSha256() {
        try {
            return (MessageDigest) sha256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's SHA-256 can not be cloned", e);
        }
    }

    /** A prototype of a code with this key. {@link #sign} copies it for each message. */
    static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    static byte[] sign(Mac key, String message) {
        try {
            return ((Mac) key.clone()).doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's HmacSHA256 can not be cloned", e);
        }
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    /** Compares in constant time, so that the duration does not reveal where the texts differ. */
    static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
