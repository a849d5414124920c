package dev.hearth.base.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of the heap that large answers take, from their functions until their callers have them. An answer gets its
 * place before it is read. The place ends with the request that is answered; for a request that nobody opened, such as
 * an event that runs later, when whoever read the answer has handed it on.
 */
public final class PayloadMemory {
    private static final Place NONE = () -> {};

    /** What is admitted for a request that has ended: nothing can be added to it. */
    private static final long ENDED = -1;

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
        return new PayloadMemory(heapBytes / Limits.ANSWER_MEMORY, Limits.ANSWER_PATIENCE);
    }

    /** What was taken, until it is closed. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** The answer to this request counts until it is closed: when its caller has it. */
    public Place open(String requestId) {
        AtomicLong admitted = new AtomicLong();
        if (requests.putIfAbsent(requestId, admitted) != null) {
            throw new IllegalStateException("request " + requestId + " is answered already");
        }
        return () -> {
            requests.remove(requestId, admitted);
            long bytes = admitted.getAndSet(ENDED);
            if (bytes > 0) {
                room.leave(bytes);
            }
        };
    }

    /**
     * Waits for a place for the answer to this request.
     *
     * @return to be closed when the answer is handed on; empty if there is no place: the answer must not be read
     */
    public Optional<Place> admit(String requestId, long bytes) throws InterruptedException {
        if (bytes <= Limits.SMALL_ANSWER_BYTES) {
            return Optional.of(NONE);
        }
        if (!room.enter(bytes, patience)) {
            return Optional.empty();
        }
        AtomicLong admitted = requests.get(requestId);
        boolean belongs = admitted != null && admitted.compareAndSet(0, bytes);
        return Optional.of(belongs ? NONE : () -> room.leave(bytes));
    }
}
