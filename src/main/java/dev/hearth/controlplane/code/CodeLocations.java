package dev.hearth.controlplane.code;

import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Presigned addresses: anybody with such an address can download one code package for ten minutes, without a key:
 * {@code /_hearth/packages/DIGEST?Expires=SECONDS&Signature=HEX}.
 */
public final class CodeLocations {
    public static final String PATH = "/_hearth/packages/";

    /** How long an address is valid: the same as on Lambda. */
    private static final Duration VALID = Duration.ofMinutes(10);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

    private final SecretKeySpec key;
    private final Time time;

    /** Signs with a secret. */
    public CodeLocations(String secret, Time time) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.time = time;
    }

    /** The path of a package's address, valid for ten minutes from now. */
    public String path(String sha256) {
        long expires = time.now().plus(VALID).getEpochSecond();
        return PATH + sha256 + "?Expires=" + expires + "&Signature=" + sign(sha256, expires);
    }

    /** Whether the signature matches and the address has not expired. */
    public boolean verify(String sha256, String expires, String signature) {
        if (!SECONDS.matcher(expires).matches() || !SIGNATURE.matcher(signature).matches()) {
            return false;
        }
        long seconds = Long.parseLong(expires);
        boolean genuine = MessageDigest.isEqual(
                sign(sha256, seconds).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
        return genuine && !time.now().isAfter(Instant.ofEpochSecond(seconds));
    }

    private String sign(String sha256, long expires) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal((sha256 + "\n" + expires).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
