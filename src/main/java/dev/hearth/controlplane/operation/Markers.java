package dev.hearth.controlplane.operation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where the next page of a list begins: after a name, so whatever is created and deleted meanwhile. */
public final class Markers {
    private Markers() {}

    /** The marker of the page after this name. */
    public static String after(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The name after which the page begins; empty if there is no marker, so at the first. */
    public static String name(@Nullable String marker) {
        if (marker == null || marker.isEmpty()) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Failures.invalid("Invalid marker: " + marker);
        }
    }
}
