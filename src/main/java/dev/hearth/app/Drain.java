package dev.hearth.app;

import dev.hearth.time.Time;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** The time limit for running invocations when the server stops. Synchronous and asynchronous ones share it. */
final class Drain {
    private final Duration limit;
    private final Time time;
    private final IntSupplier running;
    private final Consumer<String> progress;
    private long endNanos;

    /**
     * @param running the number of running invocations
     */
    Drain(Duration limit, Time time, IntSupplier running, Consumer<String> progress) {
        this.limit = limit;
        this.time = time;
        this.running = running;
        this.progress = progress;
    }

    /** Starts the time limit. Reports the running invocations, if there are any. */
    void begin() {
        endNanos = time.nanos() + limit.toNanos();
        int count = running.getAsInt();
        if (count > 0) {
            progress.accept("hearth: stopping: " + count + (count == 1 ? " invocation" : " invocations")
                    + " may take up to " + limit.toSeconds() + " s more");
        }
    }

    /** The rest of the time limit, once it has started. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - time.nanos()));
    }
}
