package dev.hearth.dataplane.telemetry;

import java.util.Arrays;
import java.util.Optional;

/** A kind of telemetry that an extension can subscribe to. */
public enum Category {
    PLATFORM("Platform"),
    FUNCTION("Function"),
    EXTENSION("Extension");

    private final String title;

    Category(String title) {
        this.title = title;
    }

    /** As the log names it. */
    public String title() {
        return title;
    }

    /** As requests and events name it. */
    public String wire() {
        return title.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + title.substring(1);
    }

    static Optional<Category> of(String wire) {
        return Arrays.stream(values()).filter(each -> each.wire().equals(wire)).findFirst();
    }
}
