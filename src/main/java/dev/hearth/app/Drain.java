package dev.hearth.app;

import dev.hearth.time.Time;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** The time that running invocations get when all is stopped: the same for those that are waited for and the others. */
final class Drain {
    private final Duration limit;
    private final Time time;
    private final IntSupplier running;
    private final Consumer<String> progress;
    private long endNanos;

    /** @param running how many invocations run now */
    Drain(Duration limit, Time time, IntSupplier running, Consumer<String> progress) {
        this.limit = limit;
        this.time = time;
        this.running = running;
        this.progress = progress;
    }

    /** Their time begins; says so if anything runs. */
    void begin() {
        endNanos = time.nanos() + limit.toNanos();
        int count = running.getAsInt();
        if (count > 0) {
            progress.accept("hearth: stopping: " + count + (count == 1 ? " invocation" : " invocations")
                    + " may take up to " + limit.toSeconds() + " s more");
        }
    }

    /** What is left of it, once it has begun. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - time.nanos()));
    }
}
