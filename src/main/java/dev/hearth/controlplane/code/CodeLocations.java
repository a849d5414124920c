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
 * Addresses from which whoever has one downloads one code package for ten minutes, without a signature of his own:
 * {@code /_hearth/packages/DIGEST?Expires=SECONDS&Signature=HEX}.
 */
public final class CodeLocations {
    public static final String PATH = "/_hearth/packages/";

    /** How long an address works: as long as Lambda's do. */
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

    /** The path of a package, which works from now on for ten minutes below the address by which a caller has come. */
    public String path(String sha256) {
        long expires = time.now().plus(VALID).getEpochSecond();
        return PATH + sha256 + "?Expires=" + expires + "&Signature=" + sign(sha256, expires);
    }

    /** Whether these are the parts of an address that was made here and still works. */
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
