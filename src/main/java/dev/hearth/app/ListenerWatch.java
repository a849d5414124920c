package dev.hearth.app;

import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Looks now and then whether the servers still accept connections. One that the operating system refuses a connection,
 * for it has too many open files, say, gives up for good: then the process must end, so that whoever supervises it can
 * start another.
 */
final class ListenerWatch {
    /** The interval of checks: long enough to cost little, short enough for a supervisor. */
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final List<BooleanSupplier> lost;
    private final Timers timers;
    private final Time time;
    private final Runnable onLoss;

    /**
     * @param lost tells of each server whether it has given up
     * @param onLoss called once, when one has
     */
    ListenerWatch(List<BooleanSupplier> lost, Timers timers, Time time, Runnable onLoss) {
        this.lost = List.copyOf(lost);
        this.timers = timers;
        this.time = time;
        this.onLoss = onLoss;
    }

    /** Looks after each period, until there is a loss or the timers end. */
    void start() {
        var _ = timers.at(time.nanos() + PERIOD.toNanos(), this::look);
    }

    private void look() {
        if (lost.stream().anyMatch(BooleanSupplier::getAsBoolean)) {
            onLoss.run();
        } else {
            start();
        }
    }
}
