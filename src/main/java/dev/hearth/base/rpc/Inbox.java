package dev.hearth.base.rpc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The received messages of a call that were not taken yet, and its end. The network's threads add to it and never wait.
 */
final class Inbox<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<T> messages = new ArrayDeque<>();
    private boolean ended;
    private @Nullable RpcException failure;

    void put(T message) {
        lock.lock();
        try {
            messages.add(message);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No more messages come. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that the call has failed. Earlier messages can still be taken. A second failure, or one after the end, is
     * ignored.
     */
    void fail(RpcException why) {
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that there may be room to send. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean failed() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a message; empty after the last one. */
    Optional<T> take() throws RpcException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (messages.isEmpty() && !ended) {
                throwFailure();
                changed.await();
            }
            T first = messages.poll();
            if (first == null) {
                throwFailure();
            }
            return Optional.ofNullable(first);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to take, or the call has ended; false after this time. */
    boolean await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (messages.isEmpty() && !ended && failure == null) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is room to send, and sends under the lock, one message at a time. */
    boolean whenReady(BooleanSupplier ready, long nanos, Runnable send) throws RpcException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            throwFailure();
            while (!ready.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
                throwFailure();
            }
            send.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() throws RpcException {
        RpcException why = failure;
        if (why != null) {
            throw why;
        }
    }
}
