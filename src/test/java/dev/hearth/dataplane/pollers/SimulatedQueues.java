package dev.hearth.dataplane.pollers;

import dev.hearth.model.AccountId;
import dev.hearth.model.QueueMapping;
import dev.hearth.time.Timers;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PollerMachine} with queues and functions that exist in memory only, one thread and a virtual clock: the same
 * seed gives the same run. After every signal it looks whether what must hold does.
 */
final class SimulatedQueues {
    static final Duration VISIBILITY = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(3);
    private static final byte[] RECORD = new byte[1_000];

    final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    final long seed;

    /** How probable it is that a step fails, and how. */
    double serverFails;

    double functionFails;
    double messageFails;
    double functionRefuses;

    /** How many batches of a mapping its function takes at a time: more are refused. */
    int capacity = Integer.MAX_VALUE;

    ToDoubleFunction<String> seconds = _ -> 0.05;

    /** When each message was first processed. */
    final Map<String, Instant> begun = new LinkedHashMap<>();

    final Map<String, Integer> mostRunning = new HashMap<>();
    final Set<String> ended = new HashSet<>();
    final List<Integer> batches = new ArrayList<>();
    int receptions;
    int releases;
    int refusals;

    private final Random random;
    private final Map<String, QueueMapping> mappings = new LinkedHashMap<>();

    /** By mapping. Every mapping has a queue of its own. */
    private final Map<String, Map<String, Stored>> queues = new HashMap<>();

    private final Map<String, List<String>> succeeded = new HashMap<>();
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    private final Map<Long, Runnable> waits = new HashMap<>();
    private PollerMachine machine = new PollerMachine(100_000_000);
    private Timers.@Nullable Timer timer;
    private int life;
    private int names;

    private static final class Stored {
        final String id;
        final Optional<String> group;
        final int bytes;
        Instant visible;
        String receipt = "";
        int receptions;

        Stored(String id, Optional<String> group, int bytes, Instant visible) {
            this.id = id;
            this.group = group;
            this.bytes = bytes;
            this.visible = visible;
        }
    }

    SimulatedQueues(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    static QueueMapping mapping(String id, int batchSize, int windowSeconds, OptionalInt most) {
        return new QueueMapping(
                id,
                new AccountId("000000000000"),
                "arn:aws:sqs:us-east-1:000000000000:" + id,
                "arn:aws:lambda:us-east-1:000000000000:function:" + id,
                batchSize,
                Duration.ofSeconds(windowSeconds),
                List.of(),
                true,
                most);
    }

    void start(QueueMapping mapping) {
        mappings.put(mapping.id(), mapping);
        queues.computeIfAbsent(mapping.id(), _ -> new LinkedHashMap<>());
        signal(new PollerSignal.Started(mapping));
    }

    void stop(String id) {
        mappings.remove(id);
        signal(new PollerSignal.Stopped(id));
    }

    PollerMachine machine() {
        return machine;
    }

    int waiting(String id) {
        return queues.getOrDefault(id, Map.of()).size();
    }

    int waiting() {
        return queues.values().stream().mapToInt(Map::size).sum();
    }

    /** How many messages nobody has. */
    long visible(String id) {
        return queues.getOrDefault(id, Map.of()).values().stream()
                .filter(message -> !message.visible.isAfter(clock.now()))
                .count();
    }

    /** The messages of a group in the order in which they were processed first. */
    List<String> order(String id, String group) {
        return succeeded.getOrDefault(id + "/" + group, List.of());
    }

    String send(String id, Optional<String> group) {
        return send(id, group, RECORD.length);
    }

    String send(String id, Optional<String> group, int bytes) {
        String name = "%08d".formatted(names++);
        queue(id).put(name, new Stored(name, group, bytes, clock.now()));
        List.copyOf(waits.values()).forEach(Runnable::run);
        return name;
    }

    /** The process is killed, and another one begins over the same queues. */
    void crash() {
        life++;
        running.clear();
        groups.clear();
        waits.clear();
        if (timer != null) {
            timer.cancel();
        }
        machine = new PollerMachine(100_000_000);
        List.copyOf(mappings.values()).forEach(this::start);
    }

    private void signal(PollerSignal signal) {
        List<PollerAction> actions = machine.on(signal, clock.now());
        check(machine.taken() <= Limits.SLOTS, "more run than there are slots");
        actions.forEach(this::perform);
    }

    void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + " (seed " + seed + ", at " + clock.now() + ")");
        }
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** In this life only. */
    private void later(Duration wait, Runnable work) {
        int mine = life;
        clock.at(clock.nanos() + (long) (wait.toNanos() * (0.5 + random.nextDouble())), () -> {
            if (mine == life) {
                work.run();
            }
        });
    }

    private void perform(PollerAction action) {
        switch (action) {
            case PollerAction.WakeAt(Instant when) -> {
                if (timer != null) {
                    timer.cancel();
                }
                long wait = Duration.between(clock.now(), when).toNanos();
                timer = clock.at(clock.nanos() + wait, () -> signal(new PollerSignal.Tick()));
            }
            case PollerAction.Look(QueueMapping mapping) -> later(SHORT, () -> look(mapping.id()));
            case PollerAction.Receive receive -> receive(receive);
            case PollerAction.Cancel(long poller) ->
                Optional.ofNullable(waits.get(poller)).ifPresent(Runnable::run);
            case PollerAction.Run(QueueMapping mapping, long poller, List<Held> batch) ->
                run(mapping.id(), poller, batch);
            case PollerAction.Delete(QueueMapping mapping, long poller, List<String> receipts) ->
                later(SHORT, () -> {
                    if (happens(serverFails)) {
                        signal(new PollerSignal.DeleteFailed(mapping.id(), poller, "server"));
                    } else {
                        delete(mapping.id(), receipts);
                        List.copyOf(waits.values()).forEach(Runnable::run);
                        later(SHORT.multipliedBy(5), () -> signal(new PollerSignal.Deleted(mapping.id(), poller)));
                    }
                });
            case PollerAction.Discard(QueueMapping mapping, List<String> receipts) ->
                later(SHORT, () -> {
                    delete(mapping.id(), receipts);
                    signal(new PollerSignal.LetGo(mapping.id()));
                });
            case PollerAction.Release(QueueMapping mapping, List<String> receipts) -> {
                releases++;
                later(SHORT, () -> release(mapping.id(), receipts));
            }
            case PollerAction.Ended(String id) -> ended.add(id);
        }
    }

    private Map<String, Stored> queue(String id) {
        return queues.computeIfAbsent(id, _ -> new LinkedHashMap<>());
    }

    private void look(String id) {
        signal(
                happens(serverFails)
                        ? new PollerSignal.LookFailed(id, "server")
                        : new PollerSignal.Looked(id, visible(id), VISIBILITY));
    }

    private void delete(String id, List<String> receipts) {
        queue(id).values().removeIf(message -> receipts.contains(message.receipt));
    }

    private void release(String id, List<String> receipts) {
        queue(id).values().stream()
                .filter(message -> receipts.contains(message.receipt))
                .forEach(message -> message.visible = clock.now());
        signal(new PollerSignal.LetGo(id));
    }

    private void receive(PollerAction.Receive action) {
        check(action.most() > 0 && action.most() <= Limits.RECEIVED, "receives " + action.most());
        String id = action.mapping().id();
        Instant end = clock.now().plus(action.longest());
        boolean[] answered = {false};
        Runnable answer = () -> {
            if (answered[0]) {
                return;
            }
            List<Held> got = happens(serverFails) ? List.of() : taken(id, action.most());
            boolean stopped = !mappings.containsKey(id);
            if (!got.isEmpty() || !clock.now().isBefore(end) || stopped) {
                answered[0] = true;
                waits.remove(action.poller());
                receptions++;
                later(
                        SHORT,
                        () -> signal(
                                happens(serverFails)
                                        ? new PollerSignal.ReceiveFailed(id, action.poller(), "server")
                                        : new PollerSignal.Received(id, action.poller(), got.size(), got, List.of())));
            }
        };
        waits.put(action.poller(), answer);
        later(SHORT, answer);
        // what becomes visible meanwhile is found by then
        for (int i = 1; i <= 10; i++) {
            later(action.longest().multipliedBy(i).dividedBy(5), answer);
        }
    }

    private List<Held> taken(String id, int most) {
        Set<String> busy = new HashSet<>();
        List<Held> got = new ArrayList<>();
        for (Stored message : queue(id).values()) {
            boolean visible = !message.visible.isAfter(clock.now());
            boolean free = message.group.filter(busy::contains).isEmpty();
            if (got.size() < most && visible && free) {
                message.visible = clock.now().plus(VISIBILITY);
                message.receipt = message.id + "#" + ++message.receptions;
                got.add(new Held(message.id, message.receipt, message.group, new byte[message.bytes]));
            } else if (!visible) {
                message.group.ifPresent(busy::add);
            }
        }
        return got;
    }

    private void run(String id, long poller, List<Held> batch) {
        check(!batch.isEmpty(), "runs an empty batch");
        check(BatchEvent.of(batch).length <= Limits.EVENT_BYTES || batch.size() == 1, "runs too large an event");
        if (happens(functionRefuses) || running.getOrDefault(id, 0) >= capacity) {
            refusals++;
            later(SHORT, () -> signal(new PollerSignal.Ran(id, poller, new Outcome.Refused("throttled"))));
            return;
        }
        batches.add(batch.size());
        running.merge(id, 1, Integer::sum);
        mostRunning.merge(id, running.get(id), Math::max);
        Set<String> here = new HashSet<>();
        batch.forEach(message -> message.group().ifPresent(group -> here.add(id + "/" + group)));
        for (String group : here) {
            check(groups.merge(group, 1, Integer::sum) == 1, "two batches of the group " + group);
        }
        batch.forEach(message -> begun.putIfAbsent(message.id(), clock.now()));
        later(Duration.ofNanos((long) (seconds.applyAsDouble(id) * 1e9)), () -> {
            running.merge(id, -1, Integer::sum);
            here.forEach(groups::remove);
            signal(new PollerSignal.Ran(id, poller, outcome(id, batch)));
        });
    }

    private Outcome outcome(String id, List<Held> batch) {
        if (happens(functionFails)) {
            return new Outcome.Failed();
        }
        Set<String> failed = new HashSet<>();
        Set<String> failedGroups = new HashSet<>();
        for (Held message : batch) {
            boolean fails = happens(messageFails)
                    || message.group().filter(failedGroups::contains).isPresent();
            if (fails) {
                failed.add(message.id());
                message.group().ifPresent(failedGroups::add);
            } else {
                List<String> order =
                        succeeded.computeIfAbsent(id + "/" + message.group().orElse(""), _ -> new ArrayList<>());
                if (!order.contains(message.id())) {
                    order.add(message.id());
                }
            }
        }
        return new Outcome.Processed(failed);
    }
}
