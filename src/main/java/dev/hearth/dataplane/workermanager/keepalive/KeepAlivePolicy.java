package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxKey;
import java.util.OptionalLong;

/**
 * Decides how long an idle sandbox stays, when a sandbox is started ahead of a call, and the order of eviction. It gets
 * the events of a function's sandboxes and answers questions; it starts and stops nothing.
 *
 * <p>The state of a function has a bounded size, and so has the number of functions; the least recently updated one is
 * removed beyond that and is then treated as new. All revisions of a function's version share a state, because an
 * update does not change the times of calls.
 *
 * <p>Times are those of {@link dev.hearth.time.Time#nanos}, and never decrease from one call to the next. Used by one
 * thread at a time.
 */
public interface KeepAlivePolicy {
    /**
     * A call comes.
     *
     * @param busy how many sandboxes of the function run an invocation or start for one, before this call has one
     */
    void arrived(SandboxKey function, int busy, long nowNanos);

    /**
     * A sandbox was started and has initialised.
     *
     * @param memory the room that it takes
     * @param costNanos the time that the start took: what a caller waits if none is kept
     */
    void started(SandboxKey function, DataSize memory, long costNanos, long nowNanos);

    /**
     * A sandbox waits for work.
     *
     * @param busy how many others of the function still run an invocation or start for one
     */
    void becameIdle(SandboxKey function, int busy, long nowNanos);

    /**
     * An idle sandbox was removed.
     *
     * @param idleSinceNanos as {@link #keepUntil} was asked with
     */
    void removed(SandboxKey function, Removal why, long idleSinceNanos, long nowNanos);

    /**
     * The time until which an idle sandbox stays; in the past: it is removed at once. The answer changes only with the
     * function's events, so that it is enough to ask when the sandbox becomes idle and again at that time.
     *
     * @param idleSinceNanos when it became idle; for one that was started ahead, the end of its init
     */
    long keepUntil(SandboxKey function, IdleKind kind, long idleSinceNanos);

    /**
     * The time at which a sandbox is started ahead of the next call, if the function has none by then; empty: none is
     * started. Asked when a function's last sandbox was removed.
     */
    OptionalLong preWarmAt(SandboxKey function);

    /**
     * The value of keeping one mebibyte of an idle sandbox, as for {@code placement.FleetView.becameIdle}: sandboxes of
     * the lowest value are evicted first.
     */
    double value(SandboxKey function, long idleSinceNanos);

    /** Why an idle sandbox was removed. */
    enum Removal {
        /** Its time was over. */
        EXPIRED,
        /** Its room was needed. */
        EVICTED,
        /** It ended by itself, or its function's revision is no longer current. */
        GONE
    }

    /** The reasons why a sandbox is idle. */
    enum IdleKind {
        /** It has run an invocation, or was started for a call that another sandbox then served. */
        USED,
        /** It was started ahead of a call, as {@link #preWarmAt} asked. */
        PRE_WARMED
    }
}
