package dev.hearth.base.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of the heap that large answers take, from their functions until their callers have them. An answer gets its
 * place before it is read. The place belongs to the request that is answered, and ends with it; of a request that nobody
 * opened, with the {@link Place} itself.
 *
 * <pre>
 * from      event             to
 * NONE      open              OPEN
 * OPEN      admit             OPEN    the answer counts
 * OPEN      close             NONE    whatever was admitted for it is free
 * </pre>
 */
public final class PayloadMemory {
    private final MemoryRoom room;
    private final Duration patience;
    private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>();

    /**
     * Memory of so many bytes, none of it taken.
     *
     * @param patience how long an answer waits for its place
     */
    public PayloadMemory(long bytes, Duration patience) {
        this.room = new MemoryRoom(bytes);
        this.patience = patience;
    }

    /** That of a server with a heap of this size. */
    public static PayloadMemory ofHeap(long heapBytes) {
        return new PayloadMemory(heapBytes / HttpLimits.ANSWER_MEMORY, HttpLimits.ANSWER_PATIENCE);
    }

    /** What was taken, until it is closed. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Answers to this request count until it is closed: when its caller has been answered. */
    public Place open(String requestId) {
        AtomicLong admitted = new AtomicLong();
        if (requests.putIfAbsent(requestId, admitted) != null) {
            throw new IllegalStateException("request " + requestId + " is answered already");
        }
        return () -> {
            requests.remove(requestId);
            room.leave(admitted.getAndSet(0));
        };
    }

    /**
     * Waits for a place for an answer.
     *
     * @return whether there is one; if not, the answer must not be read
     */
    public boolean admit(String requestId, long bytes) throws InterruptedException {
        if (bytes <= HttpLimits.SMALL_ANSWER_BYTES) {
            return true;
        }
        AtomicLong admitted = requests.get(requestId);
        if (admitted == null) {
            return true;
        }
        if (!room.enter(bytes, patience)) {
            return false;
        }
        admitted.addAndGet(bytes);
        if (requests.get(requestId) != admitted) { // its caller went meanwhile
            room.leave(admitted.getAndSet(0));
        }
        return true;
    }
}
