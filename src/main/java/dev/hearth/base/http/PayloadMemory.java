package dev.hearth.base.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of the heap for large answers, from the function until the caller has received the answer. An answer is
 * admitted before it is read. Its memory is freed when the request that it answers ends. An event that runs later has
 * no open request: then the memory is freed when the reader of the answer has handed it on.
 */
public final class PayloadMemory {
    private static final Place NONE = () -> {};

    /** The number of admitted bytes that marks a request as ended: no answer is admitted for it any more. */
    private static final long ENDED = -1;

    private final MemoryRoom room;
    private final Duration patience;
    private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>();

    /**
     * An empty memory of this many bytes.
     *
     * @param patience how long an answer waits to be admitted
     */
    public PayloadMemory(long bytes, Duration patience) {
        this.room = new MemoryRoom(bytes);
        this.patience = patience;
    }

    /** The memory of a server with a heap of this size. */
    public static PayloadMemory ofHeap(long heapBytes) {
        return new PayloadMemory(heapBytes / Limits.ANSWER_MEMORY, Limits.ANSWER_PATIENCE);
    }

    /** Admitted memory. Closing frees it. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Opens a request: its answer is counted until the returned place is closed, when the caller has the answer. */
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
     * Waits until the answer to this request is admitted.
     *
     * @return to be closed when the answer is handed on; empty if the answer was not admitted and must not be read
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
