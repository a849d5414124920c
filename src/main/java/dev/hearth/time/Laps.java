package dev.hearth.time;

/**
 * Measures the phases of a span of time. Each moment belongs to exactly one phase. Used by one thread at a time.
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

    /** Moves a part of one phase to another. */
    public void move(P from, P to, long part) {
        nanos[from.ordinal()] -= part;
        nanos[to.ordinal()] += part;
    }

    /** Adds the duration of a phase before the span. */
    public void add(P phase, long took) {
        nanos[phase.ordinal()] += took;
    }

    /** The duration of a phase, in nanoseconds. */
    public long nanos(P phase) {
        return nanos[phase.ordinal()];
    }

    /** The duration of all ended phases, in nanoseconds, without those before the span. */
    public long total() {
        return last - begun;
    }

    /** When the span began, by {@link Time#nanos}. */
    public long begun() {
        return begun;
    }
}
