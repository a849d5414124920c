package dev.hearth.neighbours.logs;

import java.util.Optional;

/** The events of one stream, as a query reads them. A position names an event's place in it, and grows. */
interface StreamSource {
    String name();

    /**
     * The summary of the stream; empty if it no longer exists.
     *
     * @param kept the time range of the events that count
     */
    Optional<LogStreamSummary> summary(TimeRange kept);

    /** Whether the stream may have events in this time range. False spares reading it. */
    boolean mayHold(TimeRange range);

    /** Visits the events at this position and after it, in the order appended. */
    void visit(long position, Visitor visitor);

    /** Takes events. */
    interface Visitor {
        /**
         * One event.
         *
         * @param position where it is
         * @param next where the one after it is
         * @return whether to go on
         */
        boolean event(LogEvent event, long position, long next);
    }
}
