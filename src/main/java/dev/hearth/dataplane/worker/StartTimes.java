package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.time.Laps;
import dev.hearth.time.Time;
import java.util.function.ToLongFunction;

/** The durations of the phases of a sandbox's start. Used by one thread at a time. */
public final class StartTimes {
    private static final int PHASES = StartPhase.values().length;

    private final Laps<StartPhase> laps;
    private Source source = Source.MADE;
    private boolean unpacked;

    /** The sources of sandboxes. */
    public enum Source {
        /** It was made for this start. */
        MADE,
        /** It was made ahead, without a function. */
        READY,
        /** It was a stem cell: a program waited in it for its function. */
        STEM_CELL
    }

    /** The times of a start that begins now. */
    public StartTimes(StartOrder.Waits waits, Time time) {
        this.laps = new Laps<>(PHASES, time);
        laps.add(StartPhase.TURN, waits.turnNanos());
        laps.add(StartPhase.PLACE, waits.placeNanos());
    }

    /** The times of a start on another machine. */
    public StartTimes(ToLongFunction<StartPhase> nanos, Source source, boolean unpacked, Time time) {
        this.laps = new Laps<>(PHASES, time);
        for (StartPhase phase : StartPhase.values()) {
            laps.add(phase, nanos.applyAsLong(phase));
        }
        this.source = source;
        this.unpacked = unpacked;
    }

    void end(StartPhase phase) {
        laps.end(phase);
    }

    /** @param now whether the code was unpacked for this start */
    void code(boolean now) {
        laps.end(StartPhase.CODE);
        unpacked = now;
    }

    void sandbox(Sandbox made) {
        laps.end(StartPhase.SANDBOX);
        if (made.isWaiting()) {
            source = Source.STEM_CELL;
        } else if (made.madeAhead()) {
            source = Source.READY;
        }
    }

    /** The duration of a phase, in nanoseconds. */
    public long nanos(StartPhase phase) {
        return laps.nanos(phase);
    }

    public Source source() {
        return source;
    }

    /** Whether the function's code was unpacked for this start, and not before. */
    public boolean unpacked() {
        return unpacked;
    }
}
