package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The sandboxes of a {@link Pool} that are granted to requests. Guarded by the lock of the pool's shard.
 *
 * <p>A grant that has not ended in its time is overdue: the message of its end was lost, or its invocation still runs.
 * Only the Worker knows, so that it is asked, and again after {@link Limits#OVERDUE} while the invocation runs.
 */
final class GrantedSandboxes {
    /** Sandboxes in the order in which their grants expire, because all grants of a pool have the same duration. */
    private final SandboxList running = new SandboxList();

    /** Sandboxes with overdue grants, in the order in which their Workers are asked next. */
    private final SandboxList overdue = new SandboxList();

    int size() {
        return running.size() + overdue.size();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    boolean contains(PooledSandbox sandbox) {
        return sandbox.list == running || isOverdue(sandbox);
    }

    boolean isOverdue(PooledSandbox sandbox) {
        return sandbox.list == overdue;
    }

    void add(PooledSandbox sandbox, Grant grant) {
        sandbox.grant = grant;
        running.add(sandbox);
    }

    void remove(PooledSandbox sandbox) {
        (isOverdue(sandbox) ? overdue : running).remove(sandbox);
        sandbox.grant = null;
    }

    /** Removes one, if there is any. */
    @Nullable
    PooledSandbox takeOldest() {
        PooledSandbox oldest = overdue.isEmpty() ? running.oldest() : overdue.oldest();
        if (oldest != null) {
            remove(oldest);
        }
        return oldest;
    }

    /** Asks the Workers whose answer about a grant is due. */
    void askWorkers(long now, Outbox out) {
        for (PooledSandbox first = overdue.oldest();
                first != null && first.askNanos - now <= 0;
                first = overdue.oldest()) {
            overdue.remove(first);
            ask(first, now, out);
        }
        for (PooledSandbox first = running.oldest();
                first != null && until(first) - now <= 0;
                first = running.oldest()) {
            running.remove(first);
            ask(first, now, out);
        }
    }

    private void ask(PooledSandbox sandbox, long now, Outbox out) {
        sandbox.askNanos = now + Limits.OVERDUE.toNanos();
        overdue.add(sandbox);
        out.send(new Message.Overdue(sandbox.pool.key(), sandbox.id));
    }

    /** The time at which the next Worker is asked. */
    OptionalLong nextQuestion() {
        PooledSandbox late = overdue.oldest();
        PooledSandbox next = running.oldest();
        if (late == null) {
            return next == null ? OptionalLong.empty() : OptionalLong.of(until(next));
        }
        if (next == null || late.askNanos - until(next) < 0) {
            return OptionalLong.of(late.askNanos);
        }
        return OptionalLong.of(until(next));
    }

    /** When the grant of a sandbox is overdue. */
    long until(PooledSandbox sandbox) {
        Grant grant = sandbox.grant;
        if (grant == null) {
            throw new IllegalStateException("sandbox " + sandbox.id + " is busy without a grant");
        }
        return grant.untilNanos();
    }
}
