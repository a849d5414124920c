package dev.hearth.dataplane.frontend;

import dev.hearth.time.Time;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The latest calls of this process, and how long their phases took. Calls that waited for a sandbox are kept apart, so
 * that warm calls, of which there may be thousands in a second, do not push them out.
 */
public final class TimedCalls {
    private final Time time;
    private final Consumer<TimedCall> measures;
    private final Latest warm = new Latest(Limits.TIMED_WARM_CALLS);
    private final Latest waited = new Latest(Limits.TIMED_CALLS_THAT_WAITED);

    /** @param measures also told of each call, on the call's thread */
    public TimedCalls(Time time, Consumer<TimedCall> measures) {
        this.time = time;
        this.measures = measures;
    }

    /** The times of a call that begins now. */
    CallTimes begin(String requestId) {
        return new CallTimes(requestId, time, this::add);
    }

    private void add(TimedCall call) {
        (call.waited() ? waited : warm).add(call);
        measures.accept(call);
    }

    /** The latest call with this request id. */
    public Optional<TimedCall> find(String requestId) {
        return waited.find(requestId).or(() -> warm.find(requestId));
    }

    /** When a call began. */
    public Instant begun(TimedCall call) {
        return time.now().minusNanos(time.nanos() - call.laps().begun());
    }

    /** The last so many. */
    private static final class Latest {
        private final AtomicReferenceArray<@Nullable TimedCall> calls;
        private final AtomicLong count = new AtomicLong();

        Latest(int most) {
            this.calls = new AtomicReferenceArray<>(most);
        }

        void add(TimedCall call) {
            calls.set((int) (count.getAndIncrement() % calls.length()), call);
        }

        Optional<TimedCall> find(String requestId) {
            for (int i = 0; i < calls.length(); i++) {
                TimedCall call = calls.get(i);
                if (call != null && call.requestId().equals(requestId)) {
                    return Optional.of(call);
                }
            }
            return Optional.empty();
        }
    }
}
