package dev.hearth.neighbours.iam;

import dev.hearth.time.Ids;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts content into a text that only this instance can read, change or make. It can be decrypted only with the id
 * of the access key for which it was encrypted.
 *
 * <p>Uses AES-GCM. The key is derived from the one secret and the access key's id, so no key encrypts more than one
 * content.
 */
final class SessionSeal {
    /** The version of the text's format. */
    private static final byte FORM = 1;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec master;
    private final Ids ids;

    SessionSeal(String secret, Ids ids) {
        this.master = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.ids = ids;
    }

    String close(String keyId, byte[] content) {
        byte[] nonce = ids.bytes(NONCE_BYTES);
        try {
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, keyId, nonce, 0).doFinal(content);
            byte[] all = Arrays.copyOf(new byte[] {FORM}, 1 + NONCE_BYTES + closed.length);
            System.arraycopy(nonce, 0, all, 1, NONCE_BYTES);
            System.arraycopy(closed, 0, all, 1 + NONCE_BYTES, closed.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** The decrypted content; empty if the text was not encrypted here, or was encrypted for another id. */
    Optional<byte[]> open(String keyId, String text) {
        if (text.length() > Limits.TOKEN_CHARACTERS) {
            return Optional.empty();
        }
        try {
            byte[] all = Base64.getDecoder().decode(text);
            int head = 1 + NONCE_BYTES;
            if (all.length <= head || all[0] != FORM) {
                return Optional.empty();
            }
            return Optional.of(cipher(Cipher.DECRYPT_MODE, keyId, all, 1).doFinal(all, head, all.length - head));
        } catch (IllegalArgumentException | GeneralSecurityException forged) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, int offset) throws GeneralSecurityException {
        Mac derivation = Mac.getInstance(master.getAlgorithm());
        derivation.init(master);
        byte[] key = derivation.doFinal(keyId.getBytes(StandardCharsets.UTF_8));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE_BYTES));
        return cipher;
    }
}
