package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxKey;
import java.util.OptionalLong;

/**
 * Decides how long an idle sandbox stays, when one is started ahead of its call, and which goes first when room is
 * needed. It hears what happens to a function's sandboxes, and answers questions; it starts and stops nothing.
 *
 * <p>What it knows of a function is bounded in bytes, and the number of functions that it knows as well: of those
 * beyond, the one heard of longest ago is forgotten. A function that it does not know is treated as new. All revisions
 * of a function's version count as one: an update does not change when it is called.
 *
 * <p>Times are those of {@link dev.hearth.time.Time#nanos}, and never go back from one call to the next. Used by one
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
     * Until when an idle sandbox stays. May be in the past: it goes at once. The answer changes only with what is heard
     * of the function, so it is enough to ask when the sandbox becomes idle and again when that time has come.
     *
     * @param idleSinceNanos when it became idle; for one that was started ahead, when it had initialised
     */
    long keepUntil(SandboxKey function, IdleKind kind, long idleSinceNanos);

    /**
     * When a sandbox is to be started ahead of the next call, if the function has none by then; empty: not at all. To
     * be asked when a function's last sandbox was removed.
     */
    OptionalLong preWarmAt(SandboxKey function);

    /**
     * What keeping a mebibyte of an idle sandbox is worth, as {@code placement.FleetView.becameIdle} takes it: when
     * room is needed, the lowest go first.
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

    /** How a sandbox came to be idle. */
    enum IdleKind {
        /** It has run an invocation, or was started for one that another sandbox then took. */
        USED,
        /** It was started ahead of a call, as {@link #preWarmAt} asked. */
        PRE_WARMED
    }
}
