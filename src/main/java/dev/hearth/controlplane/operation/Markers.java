package dev.hearth.controlplane.operation;

import dev.hearth.error.ServiceException;
import dev.hearth.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a list begins: after a name, so whatever is created and deleted meanwhile. A marker is the
 * name with a digest before it, so that what a caller made up is told from what a list has said.
 */
public final class Markers {
    /** In hexadecimal digits: nobody gains by forging a marker, so it needs to withstand mistakes only. */
    private static final int DIGEST_CHARACTERS = 8;

    private Markers() {}

    /** The marker of the page after this name. */
    public static String after(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((digest(name) + name).getBytes(StandardCharsets.UTF_8));
    }

    /** The name after which the page begins; empty if there is no marker, so at the first. */
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
