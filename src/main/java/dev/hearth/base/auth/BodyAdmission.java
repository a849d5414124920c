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
 * Where the bodies of requests are let into memory, before it is known who sent them, and for how long.
 *
 * <p>A signature covers the body, so that a body is held before its sender is known. All of them together may take a
 * part of the heap, which {@link Limits} gives. The smallest are let in as they come. Small ones get a place as long as
 * there is one for everybody. For more, the request's head must name a key that exists, for this region and time:
 * strangers don't take the places that callers wait for, however many they are and however slowly they send.
 *
 * <pre>
 * announced                        gets a place among
 * no more than a connection costs  none: it needs no place
 * more than may come               none: it is refused unread
 * small                            the small ones; if those are all taken, as larger
 * larger                           the signed ones, for a key that exists; waits for it
 * larger, with a package           the packages, for a key that exists; waits for it
 * larger, for an open URL          the anonymous ones; waits for it
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

    /** Over an authenticator, for a heap of this size, with a memory for answers of its own. */
    public BodyAdmission(Authenticator authenticator, long heapBytes) {
        this(authenticator, heapBytes, PayloadMemory.ofHeap(heapBytes));
    }

    /**
     * Over an authenticator, for a heap of this size.
     *
     * @param answers where the answers of functions are counted
     */
    public BodyAdmission(Authenticator authenticator, long heapBytes, PayloadMemory answers) {
        this(authenticator, heapBytes, answers, Limits.BODY_PATIENCE);
    }

    /** @param patience how long a body waits for a place before its request is told to come again */
    public BodyAdmission(Authenticator authenticator, long heapBytes, PayloadMemory answers, Duration patience) {
        this.authenticator = authenticator;
        this.patience = patience;
        this.answers = answers;
        this.small = new MemoryRoom(heapBytes / Limits.SMALL_BODIES);
        this.signed = new MemoryRoom(heapBytes / Limits.SIGNED_BODIES);
        this.packages = new MemoryRoom(heapBytes / Limits.PACKAGE_BODIES);
        this.anonymous = new MemoryRoom(heapBytes / Limits.ANONYMOUS_BODIES);
    }

    /** The memory of one body, until it is closed: when its sender is known, or the request is answered. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A place for the body of a request that must be signed.
     *
     * @param limit the longest body that will be read, in bytes
     * @throws ServiceException if the head alone shows that the signature can't hold, or no place is left
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
     * The same for a call of a function, which holds its body until it has ended: to be kept until the caller has the
     * answer, which is counted as well, in a memory of its own.
     */
    public Place calling(HttpRequest request, int limit, String requestId) {
        return withAnswer(signed(request, limit), requestId);
    }

    /** The same for a call that wraps its body in an event: it counts twice. */
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
     * The same for one that may bring a package. If it is large, it counts twice, for what is decoded from it; the
     * place is to be kept until the request is answered.
     */
    public Place carrying(HttpRequest request, int limit) {
        long bytes = announced(request, limit);
        return bytes <= Limits.PACKAGE_BODY_BYTES ? signed(request, limit) : known(request, packages, 2 * bytes);
    }

    /**
     * A place for a call of a function that need not be signed, whose body nobody will ever vouch for: it counts twice,
     * for the event that is made of it, and is to be kept until the caller has the answer.
     */
    public Place anonymous(HttpRequest request, int limit, String requestId) {
        long bytes = announced(request, limit);
        return withAnswer(bytes <= Limits.FREE_BODY_BYTES ? FREE : await(anonymous, 2 * bytes), requestId);
    }

    /** How much will be read of the body: nothing, if it is longer than it may be. */
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

    /** Refuses who does not name a key that exists; that the signature holds is not known before the body is. */
    private void refuseStrangers(HttpRequest request) {
        try {
            authenticator.authenticate(new HttpHead(request), NOTHING);
        } catch (ServiceException e) {
            if (e.code() != ErrorCode.INVALID_SIGNATURE) {
                throw e;
            }
            LOG.trace("the signature is for a body that is not read yet: {}", e.getMessage());
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
