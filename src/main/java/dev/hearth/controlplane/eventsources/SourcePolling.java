package dev.hearth.controlplane.eventsources;

import dev.hearth.model.QueueMapping;
import java.util.Optional;

/** What polls the queues of event source mappings. */
public interface SourcePolling {
    /** Begins to poll for a mapping, or goes on with its new settings. */
    void start(QueueMapping mapping);

    /**
     * Ends to poll for a mapping. Returns when its batches have ended; at once if it is not polled.
     *
     * @param mapping its id
     * @throws InterruptedException if this thread is interrupted before that
     */
    void stop(String mapping) throws InterruptedException;

    /**
     * What came of the last batch of an enabled mapping, as the API shows it; empty if nothing is known.
     *
     * @param mapping its id
     */
    Optional<String> result(String mapping);
}
