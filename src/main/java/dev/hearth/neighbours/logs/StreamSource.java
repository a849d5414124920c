package dev.hearth.neighbours.logs;

import java.util.Optional;

/** The events of one stream, as a query reads them. A position names an event's place in it, and grows. */
interface StreamSource {
    String name();

    /**
     * What is said of it; empty if it is not there any more.
     *
     * @param kept when its events must have happened to count
     */
    Optional<LogStreamSummary> summary(TimeRange kept);

    /** False only if it certainly has no event in this stretch: to spare reading it. */
    boolean mayHold(TimeRange range);

    /** Visits the events at this position and after it, in the order appended. */
    void visit(long position, Visitor visitor);

    /** Is shown events. */
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
