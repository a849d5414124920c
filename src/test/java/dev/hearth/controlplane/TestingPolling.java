package dev.hearth.controlplane;

import dev.hearth.controlplane.eventsources.SourcePolling;
import dev.hearth.model.QueueMapping;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Polls nothing, and tells what would be polled. A test can hold the end of polling up. */
final class TestingPolling implements SourcePolling {
    final Map<String, QueueMapping> polled = new ConcurrentHashMap<>();

    /** Ends of polling wait for it. */
    volatile CountDownLatch ending = new CountDownLatch(0);

    @Override
    public void start(QueueMapping mapping) {
        polled.put(mapping.id(), mapping);
    }

    @Override
    public void stop(String mapping) throws InterruptedException {
        ending.await();
        polled.remove(mapping);
    }

    @Override
    public Optional<String> result(String mapping) {
        return polled.containsKey(mapping) ? Optional.of("OK") : Optional.empty();
    }
}
