package dev.hearth.dataplane.async;

import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.time.Timers;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EventMachine} with a store, functions and destinations that exist in memory only, one thread and a virtual
 * clock: the same seed gives the same run. After every signal it looks whether what must hold does.
 */
final class SimulatedEvents {
    private static final Duration SHORT = Duration.ofMillis(3);

    final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    final long seed;

    /** How probable it is that a step fails, and how. */
    double storeFails;

    double functionFails;
    double functionRefuses;
    double bug;
    double targetThrottled;
    RetryPolicy policy = RetryPolicy.DEFAULT;
    ToDoubleFunction<QueueId> seconds = queue -> 0.05;

    /** When each event first began to run. */
    final Map<String, Instant> begun = new LinkedHashMap<>();

    final Map<String, Instant> accepted = new LinkedHashMap<>();
    final Set<String> succeeded = new HashSet<>();
    final Set<String> givenUp = new HashSet<>();
    final Set<String> told = new HashSet<>();
    int claims;
    int postponed;

    private final Random random;
    private final Map<QueueId, Map<String, Event>> store = new HashMap<>();
    private final Set<String> claimed = new HashSet<>();
    private final Set<String> running = new HashSet<>();
    private final Set<String> doneInThisLife = new HashSet<>();
    private EventMachine machine = new EventMachine();
    private Timers.@Nullable Timer timer;
    private int life;
    private int names;

    SimulatedEvents(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    void start() {
        signal(new EventSignal.Started());
    }

    EventMachine machine() {
        return machine;
    }

    int waiting() {
        return store.values().stream().mapToInt(Map::size).sum();
    }

    /** Puts events into the store, as an earlier life may have left them. */
    void leave(QueueId queue, int count) {
        for (int i = 0; i < count; i++) {
            add(queue);
        }
    }

    String accept(QueueId queue) {
        String name = add(queue);
        signal(new EventSignal.Accepted(queue));
        return name;
    }

    private String add(QueueId queue) {
        String name = "%08d".formatted(names++);
        Invocation invocation = new Invocation(
                name,
                new byte[0],
                new FunctionArn("us-east-1", queue.account(), queue.function(), Optional.empty()),
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Event event = new Event(invocation, name, clock.now(), 0, 0, clock.now(), Optional.empty());
        store.computeIfAbsent(queue, absent -> new LinkedHashMap<>()).put(name, event);
        accepted.put(name, clock.now());
        return name;
    }

    /** The process is killed, and another one begins over the same store. */
    void crash() {
        life++;
        claimed.clear();
        running.clear();
        doneInThisLife.clear();
        if (timer != null) {
            timer.cancel();
        }
        machine = new EventMachine();
        start();
    }

    void signal(EventSignal signal) {
        List<EventAction> actions = machine.on(signal, clock.now());
        check(machine.running() <= Limits.SLOTS, "more run than there are slots");
        for (EventAction action : actions) {
            perform(action);
        }
    }

    void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + " (seed " + seed + ", at " + clock.now() + ")");
        }
    }

    private void perform(EventAction action) {
        switch (action) {
            case EventAction.WakeAt(Instant when) -> {
                if (timer != null) {
                    timer.cancel();
                }
                long wait = Duration.between(clock.now(), when).toNanos();
                timer = clock.at(clock.nanos() + wait, () -> signal(new EventSignal.Tick()));
            }
            case EventAction.Renew ignored -> {}
            case EventAction.Look ignored -> later(SHORT, this::look);
            case EventAction.Claim claim -> later(SHORT, () -> claim(claim));
            case EventAction.Load(QueueId queue, String name) -> later(SHORT, () -> load(queue, name));
            case EventAction.Invoke(QueueId queue, Event event) -> invoke(queue, event);
            case EventAction.Tell telling -> later(SHORT, () -> tell(telling));
            case EventAction.Remove(QueueId queue, Event event, Optional<String> loss) ->
                written(queue, event, () -> remove(queue, event, loss));
            case EventAction.Postpone(QueueId queue, Event event) ->
                written(queue, event, () -> postpone(queue, event));
            case EventAction.Sweep(QueueId queue) -> later(SHORT, () -> sweep(queue));
        }
    }

    /** In this life only. */
    private void later(Duration wait, Runnable work) {
        int mine = life;
        long nanos = clock.nanos() + (long) (wait.toNanos() * (0.5 + random.nextDouble()));
        clock.at(nanos, () -> {
            if (mine == life) {
                work.run();
            }
        });
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    private void look() {
        List<EventSignal> found = new ArrayList<>();
        store.forEach((queue, events) -> events.values().stream()
                .filter(event -> !claimed.contains(event.name()))
                .map(Event::due)
                .min(Comparator.naturalOrder())
                .ifPresent(due -> found.add(new EventSignal.Found(queue, due))));
        found.forEach(this::signal);
    }

    private void claim(EventAction.Claim claim) {
        check(claim.count() > 0 && claim.count() <= Limits.WIDTH, "claims " + claim.count());
        claims++;
        if (happens(storeFails)) {
            signal(new EventSignal.ClaimFailed(claim.queue()));
            return;
        }
        List<String> got = new ArrayList<>();
        Instant next = null;
        for (Event event : store.getOrDefault(claim.queue(), Map.of()).values()) {
            if (claimed.contains(event.name())) {
                continue;
            }
            if (got.size() < claim.count() && !event.due().isAfter(clock.now())) {
                got.add(event.name());
            } else if (next == null || event.due().isBefore(next)) {
                next = event.due();
            }
            if (got.size() == claim.count() && next != null && !next.isAfter(clock.now())) {
                break; // what follows changes nothing
            }
        }
        claimed.addAll(got);
        signal(new EventSignal.Claimed(claim.queue(), got, Optional.ofNullable(next)));
    }

    private void load(QueueId queue, String name) {
        check(claimed.contains(name), "loads what is not claimed: " + name);
        if (happens(storeFails)) {
            signal(new EventSignal.Failed(queue, name));
        } else {
            Event event = store.getOrDefault(queue, Map.of()).get(name);
            signal(new EventSignal.Loaded(queue, name, Optional.ofNullable(event), policy));
        }
    }

    private void invoke(QueueId queue, Event event) {
        String name = event.name();
        check(running.add(name), "runs twice at a time: " + name);
        check(!doneInThisLife.contains(name), "runs again though it has succeeded: " + name);
        begun.putIfAbsent(name, clock.now());
        if (happens(functionRefuses)) {
            ran(queue, name, new Attempt.Refused(ServiceException.throttled(ThrottleReason.CONCURRENT_INVOCATIONS)));
            return;
        }
        boolean fails = happens(functionFails);
        later(Duration.ofNanos((long) (seconds.applyAsDouble(queue) * 1e9)), () -> {
            if (happens(bug)) {
                running.remove(name);
                signal(new EventSignal.Broken(queue, name));
                return;
            }
            if (!fails) {
                succeeded.add(name);
                doneInThisLife.add(name);
            }
            Optional<String> error = fails ? Optional.of("Unhandled") : Optional.empty();
            running.remove(name);
            signal(new EventSignal.Ran(
                    queue, name, new Attempt.Ran("1", new InvocationResult(new byte[0], error, new byte[0]))));
        });
    }

    private void ran(QueueId queue, String name, Attempt attempt) {
        later(SHORT, () -> {
            running.remove(name);
            signal(new EventSignal.Ran(queue, name, attempt));
        });
    }

    private void tell(EventAction.Tell telling) {
        String name = telling.event().name();
        if (happens(storeFails)) {
            signal(new EventSignal.Failed(telling.queue(), name));
            return;
        }
        boolean again = happens(targetThrottled);
        if (!again) {
            told.add(name);
        }
        signal(new EventSignal.Told(telling.queue(), name, new byte[0], again));
    }

    private void written(QueueId queue, Event event, Runnable write) {
        later(SHORT, () -> {
            if (happens(storeFails)) {
                signal(new EventSignal.Failed(queue, event.name()));
            } else {
                write.run();
                claimed.remove(event.name());
                signal(new EventSignal.Written(queue, event.name()));
            }
        });
    }

    private void remove(QueueId queue, Event event, Optional<String> loss) {
        store.getOrDefault(queue, new HashMap<>()).remove(event.name());
        if (store.getOrDefault(queue, Map.of()).isEmpty()) {
            store.remove(queue);
        }
        loss.ifPresent(what -> givenUp.add(event.name()));
    }

    private void postpone(QueueId queue, Event event) {
        postponed++;
        Map<String, Event> events = store.getOrDefault(queue, Map.of());
        if (events.containsKey(event.name())) {
            events.put(event.name(), event);
        }
    }

    private void sweep(QueueId queue) {
        if (happens(storeFails)) {
            signal(new EventSignal.SweepFailed(queue));
            return;
        }
        Map<String, Event> events = store.getOrDefault(queue, new HashMap<>());
        List<String> some = events.keySet().stream().limit(Limits.SWEPT).toList();
        some.forEach(events::remove);
        if (events.isEmpty()) {
            store.remove(queue);
        }
        signal(new EventSignal.Swept(queue, some.size() == Limits.SWEPT));
    }
}
