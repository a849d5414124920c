package dev.hearth.model;

import java.util.Optional;
import java.util.stream.Stream;

/** What happens to a function that is found to call itself in a loop: {@code RecursiveLoop} of the API. */
public enum RecursiveLoop {
    /** It goes on. */
    ALLOW("Allow"),
    /** The next call of the loop is refused, or the next event dropped. What a function has that was never asked. */
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
