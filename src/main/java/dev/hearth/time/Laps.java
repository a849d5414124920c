package dev.hearth.time;

/**
 * The phases of a span of time that has begun: each moment of it belongs to exactly one. Used by one thread at a time.
 *
 * @param <P> the phases
 */
@SuppressWarnings("EnumOrdinal") // an index within one object: nobody keeps it
public final class Laps<P extends Enum<P>> {
    private final Time time;
    private final long begun;
    private final long[] nanos;
    private long last;

    /**
     * A span that begins now.
     *
     * @param phases how many constants {@code P} has
     */
    public Laps(int phases, Time time) {
        this.time = time;
        this.nanos = new long[phases];
        this.begun = time.nanos();
        this.last = begun;
    }

    /** Ends a phase: the time since the end of the last one belongs to it. A phase may come several times. */
    public void end(P phase) {
        long now = time.nanos();
        nanos[phase.ordinal()] += now - last;
        last = now;
    }

    /** Gives a part of one phase to another. */
    public void move(P from, P to, long part) {
        nanos[from.ordinal()] -= part;
        nanos[to.ordinal()] += part;
    }

    /** Adds a phase that was before the span. */
    public void add(P phase, long took) {
        nanos[phase.ordinal()] += took;
    }

    /** What belongs to a phase, in nanoseconds. */
    public long nanos(P phase) {
        return nanos[phase.ordinal()];
    }

    /** All phases that have ended, in nanoseconds; those before the span are not counted. */
    public long total() {
        return last - begun;
    }

    /** When the span began, by {@link Time#nanos}. */
    public long begun() {
        return begun;
    }
}
