package dev.hearth.model;

import java.util.Optional;
import java.util.stream.Stream;

/** What happens when a recursive loop is detected: {@code RecursiveLoop} of the API. */
public enum RecursiveLoop {
    /** The loop goes on. */
    ALLOW("Allow"),
    /** The next call of the loop is refused, or the next event is dropped. The default. */
    TERMINATE("Terminate");

    private final String wire;

    RecursiveLoop(String wire) {
        this.wire = wire;
    }

    /** Its name in the API. */
    public String wire() {
        return wire;
    }

    /** By its name in the API. */
    public static Optional<RecursiveLoop> of(String wire) {
        return Stream.of(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}
