package dev.hearth.dataplane.pollers;

import java.util.Set;

/** What came of one attempt to process a batch. */
sealed interface Outcome {
    /**
     * The function has processed the batch.
     *
     * @param failed the ids of the messages that it reports as failed
     */
    record Processed(Set<String> failed) implements Outcome {}

    /** The function failed, or its answer could not be read: all messages come back. */
    record Failed() implements Outcome {}

    /** The function could not run now: it is throttled, or the platform failed. */
    record Refused(String reason) implements Outcome {}

    /** The function can't run until somebody changes something, for instance because it does not exist. */
    record Impossible(String reason) implements Outcome {}
}
