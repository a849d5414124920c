package dev.hearth.dataplane.workermanager;

import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
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
     * Lambda's own error when it has no capacity left: the SDKs try it again, asynchronous events for hours. Its reason
     * is none of the account's or the function's limits, which have room.
     */
    static ServiceException full(String message) {
        return ServiceException.throttled(ThrottleReason.CALLER_RATE, message);
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
