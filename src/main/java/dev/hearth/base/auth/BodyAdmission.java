package dev.hearth.base.auth;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.MemoryRoom;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits the bodies of requests to memory.
 *
 * <p>A signature covers the body, so a body is read into memory before its sender is known. {@link Limits} gives the
 * part of the heap that all bodies together may take. The smallest bodies are always admitted. A small body is admitted
 * while the room for small bodies, which all senders share, is not full. For a larger body the request's head must name
 * an access key that exists, with this region and a valid date. So requests without a key can't fill the room that
 * callers with a key need, however many they are and however slowly they send.
 *
 * <pre>
 * declared length                  room
 * at most a connection's buffer    none: it is counted with the connection
 * over the operation's limit       none: the request is refused, its body is not read
 * small                            small bodies; if that is full, as a larger body
 * larger                           signed bodies, for a key that exists; waits for room
 * larger, with a package           packages, for a key that exists; waits for room
 * larger, for an open URL          anonymous bodies; waits for room
 * </pre>
 */
public final class BodyAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(BodyAdmission.class);
    private static final byte[] NOTHING = {};
    private static final Place FREE = () -> {};

    private final Authenticator authenticator;
    private final Duration patience;
    private final PayloadMemory answers;
    private final MemoryRoom small;
    private final MemoryRoom signed;
    private final MemoryRoom packages;
    private final MemoryRoom anonymous;

    /**
     * Uses a {@link PayloadMemory} of its own for answers.
     *
     * @param heapBytes the size of the heap, of which each room is a part
     */
    public BodyAdmission(Authenticator authenticator, long heapBytes) {
        this(authenticator, heapBytes, PayloadMemory.ofHeap(heapBytes));
    }

    /**
     * Shares the memory for answers with others.
     *
     * @param answers counts the answers of functions
     */
    public BodyAdmission(Authenticator authenticator, long heapBytes, PayloadMemory answers) {
        this(authenticator, heapBytes, answers, Limits.BODY_PATIENCE);
    }

    /**
     * @param patience how long a body waits for room before the request is refused as throttled
     */
    public BodyAdmission(Authenticator authenticator, long heapBytes, PayloadMemory answers, Duration patience) {
        this.authenticator = authenticator;
        this.patience = patience;
        this.answers = answers;
        this.small = new MemoryRoom(heapBytes / Limits.SMALL_BODIES);
        this.signed = new MemoryRoom(heapBytes / Limits.SIGNED_BODIES);
        this.packages = new MemoryRoom(heapBytes / Limits.PACKAGE_BODIES);
        this.anonymous = new MemoryRoom(heapBytes / Limits.ANONYMOUS_BODIES);
    }

    /** The admitted memory of one body. It is closed when the sender is known, or when the request is answered. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Admits the body of a request that must be signed.
     *
     * @param limit the longest body that will be read, in bytes
     * @throws ServiceException if the head alone shows that the signature is invalid, or if no room was free in time
     */
    public Place signed(HttpRequest request, int limit) {
        return signed(request, announced(request, limit));
    }

    private Place signed(HttpRequest request, long bytes) {
        if (bytes <= Limits.FREE_BODY_BYTES) {
            return FREE;
        }
        return bytes <= Limits.SMALL_BODY_BYTES && small.enter(bytes)
                ? () -> small.leave(bytes)
                : known(request, signed, bytes);
    }

    /**
     * Admits the body of a call. The call keeps its body in memory until it has ended, so the place is kept until the
     * caller has the answer. The answer is counted in a {@link PayloadMemory}.
     */
    public Place calling(HttpRequest request, int limit, String requestId) {
        return withAnswer(signed(request, limit), requestId);
    }

    /** Admits the body of a call that wraps its body in an event. The body counts twice. */
    public Place wrapped(HttpRequest request, int limit, String requestId) {
        return withAnswer(signed(request, 2 * announced(request, limit)), requestId);
    }

    private Place withAnswer(Place body, String requestId) {
        PayloadMemory.Place answer = answers.open(requestId);
        return () -> {
            answer.close();
            body.close();
        };
    }

    /**
     * Admits the body of an operation that may carry a package. A large body counts twice, because the package is
     * decoded from it. The place is kept until the request is answered.
     */
    public Place carrying(HttpRequest request, int limit) {
        long bytes = announced(request, limit);
        return bytes <= Limits.PACKAGE_BODY_BYTES ? signed(request, limit) : known(request, packages, 2 * bytes);
    }

    /**
     * Admits the body of a call that need not be signed. The body counts twice, because an event is made of it. The
     * place is kept until the caller has the answer.
     */
    public Place anonymous(HttpRequest request, int limit, String requestId) {
        long bytes = announced(request, limit);
        return withAnswer(bytes <= Limits.FREE_BODY_BYTES ? FREE : await(anonymous, 2 * bytes), requestId);
    }

    /** How many bytes of the body will be read; 0 if the body is over the limit, because it is then refused. */
    private static long announced(HttpRequest request, int limit) {
        long bytes = request.bodyBytes();
        if (bytes == HttpRequest.UNKNOWN_BYTES) {
            return limit;
        }
        return bytes > limit ? 0 : bytes;
    }

    private Place known(HttpRequest request, MemoryRoom room, long bytes) {
        refuseStrangers(request);
        return await(room, bytes);
    }

    /** Refuses a request that names no existing key. The signature itself can be verified only with the body. */
    private void refuseStrangers(HttpRequest request) {
        try {
            authenticator.authenticate(new HttpHead(request), NOTHING);
        } catch (ServiceException e) {
            if (e.code() != ErrorCode.INVALID_SIGNATURE) {
                throw e;
            }
            LOG.trace("the signature can be verified only when the body was read: {}", e.getMessage());
        }
    }

    private Place await(MemoryRoom room, long bytes) {
        try {
            if (room.enter(bytes, patience)) {
                return () -> room.leave(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw ServiceException.throttled(ThrottleReason.CALLER_RATE);
    }
}
