package dev.hearth.dataplane.workermanager;

import dev.hearth.model.WorkerId;
import java.util.LinkedHashSet;
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
 * </pre>
 */
final class Host {
    final WorkerId id;
    final Set<Placed> sandboxes = new LinkedHashSet<>();
    State state = State.SERVING;

    /** Until when a Worker that was asked must report. */
    OptionalLong lookUntil = OptionalLong.empty();

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
