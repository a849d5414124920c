package dev.hearth.dataplane.workermanager;

import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The state of a Worker in the {@link Fleet}.
 *
 * <pre>
 * from      event                      to        what is done
 * (none)    reported                   SERVING   what it runs is adopted
 * SERVING   draining                   DRAINING  its idle sandboxes are stopped, busy ones when they are done
 * any       silent, or does not answer SILENT    idle sandboxes are forgotten, starts begin elsewhere
 * SILENT    reported                   SERVING   what it runs is adopted again; DRAINING if it says so
 * any       reported                   the same  what it runs is compared with what is known
 * any       not asked for a while      the same  it is asked what it runs; so a silent one is found, and heard again
 * </pre>
 *
 * <p>A serving Worker may report a sandbox that the manager does not know, or no longer: a message was lost. One that
 * starts is stopped at once, since the manager knows every start that it has ordered. One that is idle is stopped if it
 * has been unknown for {@link Limits#UNKNOWN_GRACE}, since a report may be older than the news of a stop. One that is
 * busy is stopped when it is idle.
 */
final class Host {
    final WorkerId id;
    final Set<PlacedSandbox> sandboxes = new LinkedHashSet<>();
    State state = State.SERVING;

    /** Until when a Worker that was asked must report. */
    OptionalLong lookUntil = OptionalLong.empty();

    /** Sandboxes of the last report that the manager does not know, and since when the Worker has reported them. */
    Map<SandboxId, Long> unknown = Map.of();

    /** How many reports of the Worker there were. */
    long reports;

    /** When the Worker was last asked. */
    long lookedNanos;

    enum State {
        SERVING,
        DRAINING,
        SILENT
    }

    Host(WorkerId id) {
        this.id = id;
    }
}
