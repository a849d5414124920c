package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.async.Action;
import dev.hearth.dataplane.async.Attempt;
import dev.hearth.dataplane.async.Event;
import dev.hearth.dataplane.async.EventMachine;
import dev.hearth.dataplane.async.QueueId;
import dev.hearth.dataplane.async.RetryPolicy;
import dev.hearth.dataplane.async.Signal;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.time.Timers.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The shell around the machine of asynchronous events, and a store that keeps their queues in memory. */
final class SimulatedEvents {
    private static final byte[] NOTHING = new byte[0];

    private final Surroundings surroundings;
    private final EventMachine machine = new EventMachine();
    private final Map<QueueId, Queue> queues = new TreeMap<>();
    private @Nullable Timer wake;
    private long names;

    /** The events of one function, by name, which is in the order of acceptance. */
    private static final class Queue {
        final SimulatedFunction function;
        final TreeMap<String, Event> events = new TreeMap<>();

        /** Those that are claimed, and whether they run. */
        final Map<String, Boolean> claimed = new HashMap<>();

        Queue(SimulatedFunction function) {
            this.function = function;
        }

        Optional<Instant> nextDue() {
            return events.values().stream()
                    .filter(event -> !claimed.containsKey(event.name()))
                    .map(Event::due)
                    .min(Instant::compareTo);
        }
    }

    SimulatedEvents(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    void begin() {
        tell(new Signal.Started());
    }

    /** How many events have neither been processed nor given up. */
    int waiting() {
        return queues.values().stream().mapToInt(queue -> queue.events.size()).sum();
    }

    /** Somebody calls a function and does not wait for the answer. */
    void accept(SimulatedFunction function) {
        QueueId id =
                new QueueId(function.account().id, function.profile().identity().name());
        String name = String.format(Locale.ROOT, "%012d", ++names);
        Instant now = surroundings.clock().now();
        Invocation invocation = new Invocation(
                name,
                NOTHING,
                function.version().arn(),
                "Root=1-0-0",
                Optional.empty(),
                Optional.empty(),
                function.drawTenant());
        queues.computeIfAbsent(id, first -> new Queue(function))
                .events
                .put(name, new Event(invocation, name, now, 0, 0, now, Optional.empty()));
        tell(new Signal.Accepted(id));
    }

    private void tell(Signal signal) {
        for (Action action : machine.on(signal, surroundings.clock().now())) {
            if (action instanceof Action.WakeAt(Instant when)) {
                wakeAt(when);
            } else {
                // as on other threads: after what this signal led to
                surroundings.clock().at(surroundings.clock().nanos(), () -> perform(action));
            }
        }
    }

    private void wakeAt(Instant when) {
        if (wake != null) {
            wake.cancel();
        }
        long nanos = Duration.between(surroundings.clock().now(), when).toNanos();
        wake = surroundings.clock().at(surroundings.clock().nanos() + nanos, () -> tell(new Signal.Tick()));
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Claim(QueueId id, int count) -> claim(id, count);
            case Action.Load(QueueId id, String name) ->
                tell(new Signal.Loaded(
                        id, name, Optional.ofNullable(queue(id).events.get(name)), RetryPolicy.DEFAULT));
            case Action.Invoke(QueueId id, Event event) -> invoke(id, event);
            case Action.Remove(QueueId id, Event event, Optional<String> loss) -> {
                loss.ifPresent(what -> surroundings.note("event " + event.name() + " " + what));
                ended(id, event);
                queue(id).events.remove(event.name());
                tell(new Signal.Written(id, event.name()));
            }
            case Action.Postpone(QueueId id, Event event) -> {
                ended(id, event);
                queue(id).events.put(event.name(), event);
                tell(new Signal.Written(id, event.name()));
            }
            case Action.Renew() -> {} // nobody else claims
            case Action.Look() ->
                List.copyOf(queues.entrySet())
                        .forEach(entry -> entry.getValue()
                                .nextDue()
                                .ifPresent(due -> tell(new Signal.Found(entry.getKey(), due))));
            case Action.Tell _, Action.Sweep _, Action.WakeAt _ ->
                throw surroundings.invariants().broken("events want what nothing here asks for: " + action);
        }
    }

    private Queue queue(QueueId id) {
        Queue queue = queues.get(id);
        if (queue == null) {
            throw surroundings.invariants().broken("events know a queue that nobody has made: " + id);
        }
        return queue;
    }

    private void claim(QueueId id, int count) {
        Queue queue = queue(id);
        Instant now = surroundings.clock().now();
        List<String> names = new ArrayList<>();
        for (Event event : queue.events.values()) {
            if (names.size() < count
                    && !queue.claimed.containsKey(event.name())
                    && !event.due().isAfter(now)) {
                names.add(event.name());
            }
        }
        names.forEach(name -> queue.claimed.put(name, false));
        tell(new Signal.Claimed(id, names, queue.nextDue()));
    }

    private void invoke(QueueId id, Event event) {
        Queue queue = queue(id);
        Boolean runs = queue.claimed.put(event.name(), true);
        if (!Boolean.FALSE.equals(runs)) {
            throw surroundings
                    .invariants()
                    .broken("event " + event.name() + (runs == null ? " runs without a claim" : " runs twice at once"));
        }
        surroundings
                .frontend()
                .call(
                        queue.function,
                        event.invocation().tenantId(),
                        failure -> tell(new Signal.Ran(id, event.name(), attempt(failure))));
    }

    private static Attempt attempt(@Nullable Throwable failure) {
        if (failure == null) {
            return new Attempt.Ran("$LATEST", new InvocationResult(NOTHING, Optional.empty(), NOTHING));
        }
        return new Attempt.Refused(
                failure instanceof ServiceException refusal
                        ? refusal
                        : new ServiceException(ErrorCode.SERVICE, failure.toString()));
    }

    private void ended(QueueId id, Event event) {
        if (queue(id).claimed.remove(event.name()) == null) {
            throw surroundings.invariants().broken("event " + event.name() + " ends without a claim");
        }
    }
}
