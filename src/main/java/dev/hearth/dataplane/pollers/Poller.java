package dev.hearth.dataplane.pollers;

import dev.hearth.model.QueueMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One batch on its way: see {@link PollerMachine}. */
final class Poller {
    final long number;

    /** The settings with which it began. */
    final QueueMapping mapping;

    final List<Held> held = new ArrayList<>();
    Stage stage = Stage.RECEIVING;
    boolean slot;
    int asked;

    /** When its first messages came. */
    @Nullable
    Instant first;

    /** When its messages are visible to others again. */
    Instant end = Instant.MAX;

    /** When it goes on by itself. */
    Instant due = Instant.MAX;

    /** Attempts of what it does now. */
    int attempts;

    List<String> processed = List.of();

    enum Stage {
        RECEIVING,
        QUEUED,
        RUNNING,
        THROTTLED,
        DELETING,
        UNDELETED
    }

    Poller(long number, QueueMapping mapping) {
        this.number = number;
        this.mapping = mapping;
    }

    boolean is(Stage other) {
        return stage == other;
    }

    long bytes() {
        return Held.bytes(held);
    }
}
