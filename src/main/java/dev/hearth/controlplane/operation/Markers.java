package dev.hearth.controlplane.operation;

import dev.hearth.error.ServiceException;
import dev.hearth.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Markers of the next page of a list. A page begins after a name, so it stays right whatever is created and deleted
 * between two requests. A marker consists of a digest and the name. The digest detects markers that did not come from a
 * list.
 */
public final class Markers {
    /**
     * The length of the digest in hexadecimal digits. It needs to detect mistakes only: forging a marker gains nothing.
     */
    private static final int DIGEST_CHARACTERS = 8;

    private Markers() {}

    /** The marker of the page after this name. */
    public static String after(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((digest(name) + name).getBytes(StandardCharsets.UTF_8));
    }

    /** The name after which the page begins; empty without a marker, for the first page. */
    public static String name(@Nullable String marker) {
        if (marker == null || marker.isEmpty()) {
            return "";
        }
        String decoded = decode(marker);
        if (decoded.length() <= DIGEST_CHARACTERS) {
            throw invalid();
        }
        String name = decoded.substring(DIGEST_CHARACTERS);
        if (!after(name).equals(marker)) {
            throw invalid();
        }
        return name;
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static String digest(String name) {
        return Sha256.of("marker:" + name).substring(0, DIGEST_CHARACTERS);
    }

    private static ServiceException invalid() {
        return Failures.invalid("Invalid pagination key.");
    }
}
