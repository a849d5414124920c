package dev.hearth.base.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The part of the heap for large answers, from the function until the caller has received the answer. An answer is
 * admitted before it is read. Its memory is freed when the request that it answers ends. An event that runs later has
 * no open request: then the memory is freed when the reader of the answer has handed it on.
 */
public final class PayloadMemory {
    private static final Place NONE = () -> {};

    /** The place of a request that has ended: no answer is admitted for it any more. */
    private static final Place ENDED = () -> {};

    private final MemoryRoom room;

    /** The part for answers that do not tell their length: they may be made, and sent, slowly. */
    private final MemoryRoom openEnded;

    private final Duration patience;
    private final Map<String, AtomicReference<Place>> requests = new ConcurrentHashMap<>();

    /**
     * An empty memory of this many bytes.
     *
     * @param patience how long an answer waits to be admitted
     */
    public PayloadMemory(long bytes, Duration patience) {
        long forOpenEnded = bytes / Limits.OPEN_ENDED_ANSWERS;
        this.room = new MemoryRoom(bytes - forOpenEnded);
        this.openEnded = new MemoryRoom(forOpenEnded);
        this.patience = patience;
    }

    /** The memory of a server with a heap of this size. */
    public static PayloadMemory ofHeap(long heapBytes) {
        return new PayloadMemory(heapBytes / Limits.ANSWER_MEMORY, Limits.ANSWER_PATIENCE);
    }

    /** Admitted memory. Closing frees it; again: no effect. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Opens a request: its answer is counted until the returned place is closed, when the caller has the answer. */
    public Place open(String requestId) {
        AtomicReference<Place> admitted = new AtomicReference<>(NONE);
        if (requests.putIfAbsent(requestId, admitted) != null) {
            throw new IllegalStateException("request " + requestId + " is answered already");
        }
        return () -> {
            requests.remove(requestId, admitted);
            admitted.getAndSet(ENDED).close();
        };
    }

    /**
     * Waits until the answer to this request, of a known length, is admitted.
     *
     * @return to be closed when the answer is handed on; empty if the answer was not admitted and must not be read
     */
    public Optional<Place> admit(String requestId, long bytes) throws InterruptedException {
        return bytes <= Limits.SMALL_ANSWER_BYTES ? Optional.of(NONE) : admit(requestId, bytes, room);
    }

    /**
     * The same for an answer of unknown length.
     *
     * @param most the most that it can have
     */
    public Optional<Place> admitOpenEnded(String requestId, long most) throws InterruptedException {
        return admit(requestId, most, openEnded);
    }

    private Optional<Place> admit(String requestId, long bytes, MemoryRoom into) throws InterruptedException {
        if (!into.enter(bytes, patience)) {
            return Optional.empty();
        }
        AtomicBoolean left = new AtomicBoolean();
        Place place = () -> {
            if (left.compareAndSet(false, true)) {
                into.leave(bytes);
            }
        };
        AtomicReference<Place> admitted = requests.get(requestId);
        boolean belongs = admitted != null && admitted.compareAndSet(NONE, place);
        return Optional.of(belongs ? NONE : place);
    }
}
