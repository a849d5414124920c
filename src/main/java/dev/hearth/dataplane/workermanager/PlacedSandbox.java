package dev.hearth.dataplane.workermanager;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox that holds room on a Worker, in the {@link Fleet}.
 *
 * <pre>
 * from      event                            to        what is done
 * (none)    planned, with evictions          CLEARING  they are asked of their pools
 * (none)    planned, without                 STARTING  the Worker is told to start it
 * CLEARING  all evicted are stopped          STARTING  the Worker is told to start it
 * CLEARING  one of them is busy after all    (none)    its start is planned anew
 * CLEARING  its Worker drains                (none)    its start is planned anew
 * STARTING  started                          LIVE      its pool gets it
 * STARTING  failed, its Worker is silent     (none)    its start is planned anew once; then its pool is told
 * STARTING  no answer in time                STARTING  the Worker is asked what it runs
 * STARTING  no answer after that             STOPPING  its pool is told that it failed
 * (none)    adopted                          LIVE
 * LIVE      its pool drops it                STOPPING  the Worker is told to stop it
 * LIVE      ended by itself                  (none)    when its pool has let go of it
 * STOPPING  stopped, its Worker is silent    (none)
 * STOPPING  no answer in time                STOPPING  the Worker is asked what it runs, and told again
 * </pre>
 *
 * <p>A sandbox without room is unknown to the fleet. A late or repeated answer about it has no effect, with one
 * exception: if it has started after all, it is stopped.
 */
final class PlacedSandbox {
    final SandboxId id;
    final SandboxKey key;
    final Host host;
    State state;

    /** The room that it holds. */
    DataSize expectedMemory = new DataSize(0);

    /** The start that it belongs to, until it is live. */
    @Nullable
    PendingStart start;

    /** The room that it is evicted for. */
    Message.@Nullable Room room;

    /** When its Worker was told to start it; when it is live, since when. */
    long sinceNanos;

    /** Until when the Worker must answer about its start or stop. */
    OptionalLong answerUntil = OptionalLong.empty();

    /** Whether its Worker was asked about it because an answer was overdue. */
    boolean asked;

    /** The number of its Worker's report that had it last. */
    long reportedIn;

    /** Whether its pool waits for what its Worker says of it, because its grant is overdue. */
    boolean overdue;

    /** Whether it ended before the manager heard that it had started. */
    boolean endedEarly;

    enum State {
        CLEARING,
        STARTING,
        LIVE,
        STOPPING
    }

    PlacedSandbox(SandboxId id, SandboxKey key, Host host, State state) {
        this.id = id;
        this.key = key;
        this.host = host;
        this.state = state;
    }

    /** Whether it runs on its Worker, as far as the manager knows. */
    boolean isThere() {
        return switch (state) {
            case CLEARING, STARTING -> false;
            case LIVE, STOPPING -> true;
        };
    }
}
