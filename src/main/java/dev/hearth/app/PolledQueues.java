package dev.hearth.app;

import dev.hearth.controlplane.eventsources.SourcePolling;
import dev.hearth.dataplane.pollers.QueuePollers;
import dev.hearth.model.QueueMapping;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has queues polled on the server that serves SQS.
 *
 * @param pollers empty if no server serves SQS
 * @param waiting the mappings that are not polled because of that
 */
record PolledQueues(Optional<QueuePollers> pollers, Set<String> waiting) implements SourcePolling {
    private static final String MISSING =
            "PROBLEM: No server of SQS is known, so the queue is not polled: start Hearth" + " with --forward sqs=URL.";

    PolledQueues(Optional<QueuePollers> pollers) {
        this(pollers, ConcurrentHashMap.newKeySet());
    }

    @Override
    public void start(QueueMapping mapping) {
        pollers.ifPresentOrElse(found -> found.start(mapping), () -> waiting.add(mapping.id()));
    }

    @Override
    public void stop(String mapping) throws InterruptedException {
        waiting.remove(mapping);
        if (pollers.isPresent()) {
            pollers.get().stop(mapping);
        }
    }

    @Override
    public Optional<String> result(String mapping) {
        return waiting.contains(mapping) ? Optional.of(MISSING) : pollers.flatMap(found -> found.result(mapping));
    }
}
