package dev.hearth.dataplane.workermanager;

import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox that holds room of a Worker, as the {@link Fleet} knows it.
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
 * <p>What holds no room is unknown: an answer about it that comes late or twice has no effect, but that a sandbox which
 * starts after all is stopped.
 */
final class Placed {
    final SandboxId id;
    final SandboxKey key;
    final Host host;
    State state;

    /** What it is started for, until it is there. */
    @Nullable
    Start start;

    /** For whom it makes way. */
    Message.@Nullable Room room;

    /** When its Worker was told to start it; once it is there, since when. */
    long sinceNanos;

    /** Until when an answer about its start or stop has to come. */
    OptionalLong answerUntil = OptionalLong.empty();

    /** Its Worker was asked about it because an answer did not come. */
    boolean asked;

    /** It ended before it was known to have started. */
    boolean endedEarly;

    enum State {
        CLEARING,
        STARTING,
        LIVE,
        STOPPING
    }

    Placed(SandboxId id, SandboxKey key, Host host, State state) {
        this.id = id;
        this.key = key;
        this.host = host;
        this.state = state;
    }

    /** Whether it is on its Worker, as far as is known. */
    boolean isThere() {
        return switch (state) {
            case CLEARING, STARTING -> false;
            case LIVE, STOPPING -> true;
        };
    }
}
