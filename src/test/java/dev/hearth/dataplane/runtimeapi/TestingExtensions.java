package dev.hearth.dataplane.runtimeapi;

import dev.hearth.dataplane.runtimeapi.Extensions.EventType;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Both ends of the Extensions API without HTTP: an extension is a thread that calls it. */
public final class TestingExtensions {
    private final ExtensionGroup group;

    public TestingExtensions(Time time, Timers timers, Ids ids) {
        this.group = new ExtensionGroup(time, timers, ids);
    }

    /** The worker's end. */
    public Extensions worker() {
        return group;
    }

    /** Registers an extension; its identifier, or the type of the error. */
    public String register(String name, EventType... events) {
        Set<EventType> wanted = EnumSet.noneOf(EventType.class);
        wanted.addAll(Arrays.asList(events));
        return text(group.register(name, wanted));
    }

    /** Waits for the next event; as JSON, or the type of the error. */
    public String next(String identifier) throws InterruptedException {
        return text(group.next(identifier));
    }

    /** Tells of a failure of init. */
    public String initError(String identifier, String type) {
        return text(group.initError(identifier, type));
    }

    /** Tells of a failure. */
    public String exitError(String identifier, String type) {
        return text(group.exitError(identifier, type));
    }

    /** The environment is gone. */
    public void close() {
        group.close();
    }

    private static String text(ExtensionReply reply) {
        return switch (reply) {
            case ExtensionReply.Registered registered -> registered.identifier();
            case ExtensionReply.Event event -> new String(event.event().body(), StandardCharsets.UTF_8);
            case ExtensionReply.Accepted() -> "accepted";
            case ExtensionReply.Refused refused -> refused.type();
        };
    }
}
