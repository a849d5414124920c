package dev.hearth.dataplane.async;

import dev.hearth.model.Invocation;

/** Delivers the records of events that were processed or given up. */
@FunctionalInterface
public interface Destinations {
    /** The result of a delivery. */
    enum Delivery {
        DELIVERED("was told"),
        UNKNOWN("is nothing that this Hearth can tell"),
        DENIED("may not be told by the function's role"),
        TOO_LARGE("takes no record of this size"),
        LOOP("was part of what led to this event too often: the loop ends here");

        private final String text;

        Delivery(String text) {
            this.text = text;
        }

        /** Of the destination, for the log. */
        String text() {
            return text;
        }
    }

    /**
     * Hands a record over.
     *
     * @param source the event that has ended
     * @param target an ARN, as configured
     * @throws dev.hearth.error.ServiceException {@code TooManyRequestsException} if the destination may take it later
     */
    Delivery deliver(Invocation source, String target, byte[] record);
}
