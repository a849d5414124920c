package dev.hearth.dataplane.workermanager;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The number of provisioned sandboxes that a {@link Pool} is to have, and has. Guarded by the lock of its shard. */
final class Floor {
    private int wanted;
    private int starting;

    /** Provisioned sandboxes that have started, ready or busy. */
    private int there;

    private Optional<String> failure = Optional.empty();

    /** The number of consecutive failed starts. */
    private int failures;

    /** The time at which missing sandboxes are wanted again. */
    private OptionalLong replaceAt = OptionalLong.empty();

    void set(int count) {
        wanted = count;
        failures = 0;
    }

    /** Whether there are more than the floor. */
    boolean hasSurplus() {
        return there > wanted;
    }

    boolean lacksAny() {
        return there + starting < wanted;
    }

    /** Whether a start that is about to begin is still needed. */
    boolean needsStart() {
        return there + starting <= wanted;
    }

    void beginStart() {
        starting++;
    }

    void endStart() {
        if (starting <= 0) {
            throw new IllegalStateException("no provisioned sandbox is under way in this pool");
        }
        starting--;
    }

    /** A sandbox has started. */
    void arrived() {
        there++;
        failure = Optional.empty();
        failures = 0;
    }

    void adopted() {
        there++;
    }

    void failed(String reason) {
        failure = Optional.of(reason);
        failures++;
    }

    void left() {
        there--;
    }

    /** How long to wait before missing sandboxes are wanted again: longer after each failed start. */
    Duration replacementDelay() {
        Duration delay =
                Limits.REPLACEMENT.multipliedBy(1L << Math.clamp(failures - 1, 0, Limits.REPLACEMENT_DOUBLINGS));
        return delay.compareTo(Limits.REPLACEMENT_MOST) < 0 ? delay : Limits.REPLACEMENT_MOST;
    }

    OptionalLong replaceAt() {
        return replaceAt;
    }

    void replaceAt(long nanos) {
        replaceAt = OptionalLong.of(nanos);
    }

    void replaced() {
        replaceAt = OptionalLong.empty();
    }

    /** Whether there is no provisioned sandbox, and none is wanted. */
    boolean isEmpty() {
        return wanted == 0 && starting == 0;
    }

    ProvisionedSandboxes state() {
        return new ProvisionedSandboxes(there, failure);
    }
}
