package dev.hearth.dataplane.workermanager;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.DataSize;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The requests that found no sandbox because there was no room for one more: what the callers are told, and what the
 * operator is. A full machine refuses hundreds in a second, so that the log has one line of them now and then.
 */
final class Refusals {
    private final ReentrantLock lock = new ReentrantLock();
    private boolean any;
    private long lastLine;
    private int since;

    /**
     * The throttling error: the SDKs try it again after a while, asynchronous events for hours. Its reason is the only
     * one of Lambda's that is none of the account's or the function's limits, which have room; the message says which
     * limit it is.
     */
    static ServiceException full(String message) {
        return ServiceException.throttled(ThrottleReason.CALLER_RATE, message);
    }

    static ServiceException waitedTooLong(long limitNanos) {
        return full(
                "No sandbox became free within " + Duration.ofNanos(limitNanos).toSeconds() + " seconds.");
    }

    static ServiceException noRoom(DataSize demand, long limitNanos, WorkerManagerConfiguration.Floor floor) {
        boolean byNumber = !floor.reason().isEmpty() && demand.compareTo(floor.memory()) <= 0;
        return full("The memory for sandboxes is in use: within "
                + Duration.ofNanos(limitNanos).toSeconds()
                + " seconds, no sandbox of the function became free, and no other " + demand.toMebibytesCeiling()
                + " MB did. This is the machine's limit, not the account's: hearth up --sandbox-memory or"
                + " --memory-overcommit changes it."
                + (byNumber ? " No sandbox counts as less, since " + floor.reason() + "." : ""));
    }

    static ServiceException neverRoom(DataSize demand) {
        return full("No worker has " + demand.toMebibytesCeiling() + " MB of memory for sandboxes in all. This is the"
                + " machine's limit, not the account's: hearth up --sandbox-memory changes it.");
    }

    static ServiceException noWorker(long limitNanos) {
        return full("There is no worker: none has joined within "
                + Duration.ofNanos(limitNanos).toSeconds() + " seconds.");
    }

    /** As {@code ScalingRate} says: the units that the function may have at this moment are in use. */
    static ServiceException scalingTooFast() {
        return ServiceException.throttled(
                ThrottleReason.CONCURRENT_INVOCATIONS, "The function can't have more sandboxes yet.");
    }

    static ServiceException gaveUp() {
        return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The wait for a sandbox was interrupted.");
    }

    static ServiceException shuttingDown() {
        return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The service is shutting down.");
    }

    /** Counts a refusal; returns the line to log if one is due. */
    Optional<String> count(ServiceException refusal, long nowNanos) {
        lock.lock();
        try {
            since++;
            if (any && nowNanos - lastLine < Limits.REFUSAL_LINE.toNanos()) {
                return Optional.empty();
            }
            int refused = since;
            any = true;
            lastLine = nowNanos;
            since = 0;
            return Optional.of("requests refused for want of room: " + refused + ", the last: " + refusal.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
