package dev.hearth.dataplane.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An invariant did not hold in a simulation, so the product has a fault. */
public final class BrokenInvariantException extends RuntimeException {
    private final List<String> lastEvents;

    BrokenInvariantException(long seed, String what, List<String> lastEvents) {
        this(seed, what, lastEvents, null);
    }

    BrokenInvariantException(long seed, String what, List<String> lastEvents, @Nullable Throwable cause) {
        super("seed " + seed + ": " + what, cause);
        this.lastEvents = List.copyOf(lastEvents);
    }

    /** The last events before the failure, the newest last. */
    public List<String> lastEvents() {
        return lastEvents;
    }
}
