package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Keeps logs in memory, for tests and simulations. */
public final class MemoryLogStore implements LogStore {
    private final Time time;
    private final Limits limits;
    private final Queries queries;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<GroupKey, Group> groups = new LinkedHashMap<>();

    public MemoryLogStore(Time time) {
        this(time, Limits.DEFAULT);
    }

    MemoryLogStore(Time time, Limits limits) {
        this.time = time;
        this.limits = limits;
        this.queries = new Queries(new Contents(), time);
    }

    private static final class Group {
        private final Instant created;
        private final Map<String, Stream> streams = new LinkedHashMap<>();
        private GroupSettings settings;
        private long bytes;

        Group(Instant created, GroupSettings settings) {
            this.created = created;
            this.settings = settings;
        }

        Stream require(String stream) {
            return Optional.ofNullable(streams.get(stream)).orElseThrow(() -> LogErrors.missing("stream"));
        }
    }

    private static final class Stream {
        private final Instant created;
        private final String hash;
        private final List<LogEvent> events = new ArrayList<>();

        /** How many events before these were dropped. */
        private long dropped;

        private long bytes;

        Stream(String name, Instant created) {
            this.created = created;
            this.hash = EventId.hash(name);
        }

        Instant changed() {
            return events.isEmpty() ? created : events.getLast().ingested();
        }
    }

    @Override
    public LogStream open(AccountId account, String group, String stream) {
        StreamKey key = StreamKey.of(account, group, stream);
        return (timestamp, message) -> {
            for (String part : Messages.split(message, LogStream.EVENT_BYTES)) {
                append(key, EventId.millis(timestamp), part);
            }
        };
    }

    @Override
    public LogPage<LogGroup> groups(AccountId account, GroupQuery query) {
        return queries.groups(account, query);
    }

    @Override
    public LogGroup group(AccountId account, String name) {
        return queries.group(account, name);
    }

    @Override
    public LogPage<LogStreamSummary> streams(AccountId account, String group, StreamQuery query) {
        return queries.streams(account, group, query);
    }

    @Override
    public EventPage events(AccountId account, String group, String stream, EventQuery query) {
        return queries.events(account, group, stream, query);
    }

    @Override
    public LogPage<LogEvent> filter(AccountId account, String group, FilterQuery query) {
        return queries.filter(account, group, query);
    }

    @Override
    public void createGroup(AccountId account, String group, GroupSettings settings) {
        GroupKey key = GroupKey.of(account, group);
        locked(() -> {
            if (groups.containsKey(key)) {
                throw LogErrors.present("group");
            }
            if (isFull(account)) {
                throw LogErrors.tooManyGroups();
            }
            Group made = new Group(EventId.millis(time.now()), settings);
            groups.put(key, made);
            return made;
        });
    }

    @Override
    public void changeGroup(AccountId account, String group, UnaryOperator<GroupSettings> change) {
        GroupKey key = GroupKey.of(account, group);
        locked(() -> {
            Group found = require(key);
            found.settings = change.apply(found.settings);
            return found;
        });
    }

    @Override
    public void deleteGroup(AccountId account, String group) {
        GroupKey key = GroupKey.of(account, group);
        locked(() -> {
            if (require(key).settings.deletionProtected()) {
                throw LogErrors.protectedGroup();
            }
            groups.remove(key);
            return key;
        });
    }

    @Override
    public void createStream(AccountId account, String group, String stream) {
        StreamKey key = StreamKey.of(account, group, stream);
        locked(() -> {
            Group found = require(key.group());
            if (found.streams.containsKey(stream)) {
                throw LogErrors.present("stream");
            }
            Stream made = new Stream(stream, EventId.millis(time.now()));
            found.streams.put(stream, made);
            cut(found, made);
            return made;
        });
    }

    @Override
    public void deleteStream(AccountId account, String group, String stream) {
        StreamKey key = StreamKey.of(account, group, stream);
        locked(() -> {
            Group found = require(key.group());
            found.bytes -= found.require(stream).bytes;
            found.streams.remove(stream);
            return key;
        });
    }

    @Override
    public Rejected put(AccountId account, String group, String stream, List<NewEvent> events) {
        StreamKey key = StreamKey.of(account, group, stream);
        Batch.check(events);
        return locked(() -> {
            Group found = require(key.group());
            found.require(stream);
            Batch batch = Batch.at(EventId.millis(time.now()), found.settings, events);
            batch.events().forEach(event -> append(key, EventId.millis(event.timestamp()), event.message()));
            return batch.rejected();
        });
    }

    @Override
    public int sweep() {
        return locked(() -> {
            int swept = 0;
            Instant now = time.now();
            for (Group group : groups.values()) {
                for (Stream stream : group.streams.values()) {
                    int over = (int) stream.events.stream()
                            .takeWhile(event -> Retention.isOver(group.settings, now, event.ingested()))
                            .count();
                    drop(group, stream, over);
                    swept += over > 0 ? 1 : 0;
                }
            }
            return swept;
        });
    }

    @Override
    public void close() {}

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Whether an account has as many groups as it may; the lock is held. */
    private boolean isFull(AccountId account) {
        return groups.keySet().stream()
                        .filter(group -> group.account().equals(account))
                        .count()
                >= limits.groups();
    }

    private Group require(GroupKey group) {
        return Optional.ofNullable(groups.get(group)).orElseThrow(() -> LogErrors.missing("group"));
    }

    private void append(StreamKey key, Instant timestamp, String message) {
        Instant now = EventId.millis(time.now());
        locked(() -> {
            if (!groups.containsKey(key.group()) && isFull(key.group().account())) {
                return Optional.empty(); // as a store of files, whose writer can't tell who appends
            }
            Group group = groups.computeIfAbsent(key.group(), any -> new Group(now, GroupSettings.DEFAULT));
            Stream stream = group.streams.computeIfAbsent(key.name(), any -> new Stream(key.name(), now));
            String id = EventId.of(timestamp, stream.hash, stream.dropped + stream.events.size());
            LogEvent event = new LogEvent(timestamp, now, message, key.name(), id);
            stream.events.add(event);
            long size = size(event);
            stream.bytes += size;
            group.bytes += size;
            cut(group, stream);
            return Optional.of(event);
        });
    }

    /** Brings a group below its limits: first go the streams that got nothing for longest, then old events. */
    private void cut(Group group, Stream current) {
        while (group.streams.size() > 1
                && (group.bytes > limits.group().bytes() || group.streams.size() > limits.streams())) {
            Map.Entry<String, Stream> oldest = group.streams.entrySet().stream()
                    .filter(entry -> entry.getValue() != current)
                    .min(Comparator.comparing(entry -> entry.getValue().changed()))
                    .orElseThrow();
            group.bytes -= oldest.getValue().bytes;
            group.streams.remove(oldest.getKey());
        }
        if (group.bytes > limits.group().bytes() && current.events.size() > 1) {
            drop(group, current, current.events.size() / 2);
        }
    }

    private static void drop(Group group, Stream stream, int count) {
        List<LogEvent> old = stream.events.subList(0, count);
        long bytes = old.stream().mapToLong(MemoryLogStore::size).sum();
        stream.dropped += old.size();
        stream.bytes -= bytes;
        group.bytes -= bytes;
        old.clear();
    }

    private static long size(LogEvent event) {
        return event.message().length() + (long) Limits.EVENT_OVERHEAD_BYTES;
    }

    private final class Contents implements Queries.Source {
        @Override
        public List<String> groups(AccountId account) {
            return locked(() -> groups.keySet().stream()
                    .filter(key -> key.account().equals(account))
                    .map(GroupKey::name)
                    .toList());
        }

        @Override
        public Optional<LogGroup> group(AccountId account, String name) {
            return locked(() -> Optional.ofNullable(groups.get(new GroupKey(account, name)))
                    .map(group -> new LogGroup(name, group.created, group.settings, new DataSize(group.bytes))));
        }

        @Override
        public Optional<Queries.Contents> contents(AccountId account, String name) {
            return locked(() -> Optional.ofNullable(groups.get(new GroupKey(account, name)))
                    .map(group -> new Queries.Contents(
                            group.settings,
                            group.streams.entrySet().stream()
                                    .<StreamSource>map(entry -> new Snapshot(
                                            entry.getKey(),
                                            entry.getValue().created,
                                            List.copyOf(entry.getValue().events),
                                            entry.getValue().dropped,
                                            entry.getValue().bytes))
                                    .toList())));
        }
    }

    private record Snapshot(String name, Instant created, List<LogEvent> events, long dropped, long bytes)
            implements StreamSource {
        @Override
        public Optional<LogStreamSummary> summary(TimeRange kept) {
            Optional<LogStreamSummary.Events> summed = events.stream()
                    .filter(event -> kept.contains(event.timestamp()))
                    .findFirst()
                    .map(first -> new LogStreamSummary.Events(
                            first.timestamp(),
                            events.getLast().timestamp(),
                            events.getLast().ingested()));
            return Optional.of(new LogStreamSummary(name, created, summed, new DataSize(bytes)));
        }

        @Override
        public boolean mayHold(TimeRange range) {
            return true;
        }

        @Override
        public void visit(long position, Visitor visitor) {
            for (int at = (int) Math.max(0, position - dropped); at < events.size(); at++) {
                if (!visitor.event(events.get(at), dropped + at, dropped + at + 1)) {
                    return;
                }
            }
        }
    }
}
