package dev.hearth.dataplane.async;

import dev.hearth.model.FunctionArn;

/** Where the records of events go that were processed or given up. */
@FunctionalInterface
public interface Destinations {
    /** What became of a record. */
    enum Delivery {
        DELIVERED("was told"),
        UNKNOWN("is nothing that this Hearth can tell"),
        DENIED("may not be told by the function's role"),
        TOO_LARGE("takes no record of this size");

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
     * @param source the function that the events were for
     * @param target an ARN, as configured
     */
    Delivery deliver(FunctionArn source, String target, byte[] record);
}
