package dev.hearth.dataplane.async;

import dev.hearth.model.Invocation;
import dev.hearth.model.TestingModel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Events to test with. */
final class TestingEvents {
    private TestingEvents() {}

    static Invocation invocation(String function, String requestId) {
        return new Invocation(
                requestId,
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                TestingModel.arn(function),
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
                Optional.of("{}"),
                Optional.empty(),
                Optional.empty());
    }

    static Event event(String function, Instant accepted) {
        return new Event(invocation(function, "id"), "name", accepted, 0, 0, accepted, Optional.empty());
    }

    static QueueId queue(String function) {
        return new QueueId(TestingModel.arn(function).account(), "id of " + function);
    }
}
