package dev.hearth.neighbours.sts.client;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.neighbours.iam.SessionCredentials;
import dev.hearth.neighbours.sts.client.StsClient.RefusedException;
import dev.hearth.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of sessions of functions' roles from another Security Token Service. Each session is named after its
 * function.
 *
 * <p>A session serves all sandboxes of its function and role. After half of its life, the next caller begins a new
 * session. If that fails, the present session is used as long as it is valid, and the next attempt follows some seconds
 * later. Without a valid session the caller gets the failure.
 */
public final class RoleSessions {
    private static final Logger LOG = LoggerFactory.getLogger(RoleSessions.class);

    private final StsClient client;
    private final Duration life;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Held> all = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Held> eldest) {
            return size() > Limits.SESSIONS;
        }
    };

    /** @param life how long sessions are to last; the role must allow it */
    public RoleSessions(StsClient client, Duration life, Time time) {
        this.client = client;
        this.life = life;
        this.time = time;
    }

    private record Key(String session, String role) {}

    /** A session and its renewal. Its lock guards all fields. */
    private static final class Held {
        private @Nullable SessionCredentials current;
        private Instant next = Instant.MIN;
        private @Nullable ServiceException failure;

        /** The attempt that is under way. */
        private @Nullable CompletableFuture<SessionCredentials> attempt;
    }

    /**
     * A session that is valid now.
     *
     * @throws ServiceException if there is none and none can be begun
     */
    public SessionCredentials of(FunctionArn function, String role) {
        Key key = new Key(function.sessionName(), role);
        CompletableFuture<SessionCredentials> attempt;
        boolean own = false;
        lock.lock();
        try {
            Held held = all.computeIfAbsent(key, _ -> new Held());
            Instant now = time.now();
            SessionCredentials current = held.current;
            boolean valid = current != null && now.isBefore(current.expires());
            if (current != null && valid && !wantsRenewal(current, held, now)) {
                return current;
            }
            if (held.failure != null && !valid && now.isBefore(held.next)) {
                throw held.failure;
            }
            if (held.attempt == null) {
                held.attempt = new CompletableFuture<>();
                own = true;
            } else if (current != null && valid) {
                return current; // another thread renews it
            }
            attempt = held.attempt;
        } finally {
            lock.unlock();
        }
        if (own) {
            begin(key, attempt);
        }
        try {
            return attempt.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ServiceException failure ? failure : e;
        }
    }

    private boolean wantsRenewal(SessionCredentials session, Held held, Instant now) {
        return now.plus(life.dividedBy(2)).isAfter(session.expires()) && !now.isBefore(held.next);
    }

    /** Begins a session, without the lock, and ends the attempt. */
    private void begin(Key key, CompletableFuture<SessionCredentials> attempt) {
        SessionCredentials begun = null;
        ServiceException failure = null;
        try {
            begun = client.assume(key.role(), key.session(), life);
        } catch (RefusedException e) {
            failure = e.isDecision()
                    ? new ServiceException(
                            ErrorCode.ACCESS_DENIED,
                            "The role defined for the function cannot be assumed by Lambda.",
                            e)
                    : unavailable(e);
        } catch (IOException | RuntimeException e) {
            failure = unavailable(e);
        }
        lock.lock();
        try {
            Held held = all.computeIfAbsent(key, _ -> new Held());
            held.attempt = null;
            held.failure = failure;
            if (begun != null) {
                held.current = begun;
                held.next = Instant.MIN;
            } else {
                held.next = time.now().plus(Limits.BETWEEN_ATTEMPTS);
                begun = fallback(key, held, failure);
            }
        } finally {
            lock.unlock();
        }
        if (begun != null) {
            attempt.complete(begun);
        } else {
            attempt.completeExceptionally(failure == null ? new IllegalStateException("no session") : failure);
        }
    }

    /** The present session if it is valid. The failure is logged here, because no caller may get it. */
    private @Nullable SessionCredentials fallback(Key key, Held held, @Nullable ServiceException failure) {
        String reason = failure == null ? "" : String.valueOf(failure.getCause());
        SessionCredentials current = held.current;
        if (current != null && time.now().isBefore(current.expires())) {
            LOG.warn(
                    "{} gave no session of {} named {}; the present one lasts until {}: {}",
                    client,
                    key.role(),
                    key.session(),
                    current.expires(),
                    reason);
            return current;
        }
        LOG.warn("{} gave no session of {} named {}: {}", client, key.role(), key.session(), reason);
        return null;
    }

    private static ServiceException unavailable(Exception cause) {
        return new ServiceException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "No credentials of the function's role can be had at the moment.",
                cause);
    }
}
