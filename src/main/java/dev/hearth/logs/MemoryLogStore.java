package dev.hearth.logs;

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

/** Keeps logs in memory, for tests and simulations. */
public final class MemoryLogStore implements LogStore {
    private final Time time;
    private final Limits limits;
    private final Queries queries = new Queries(new Contents());
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Group> groups = new LinkedHashMap<>();

    public MemoryLogStore(Time time) {
        this(time, Limits.DEFAULT);
    }

    MemoryLogStore(Time time, Limits limits) {
        this.time = time;
        this.limits = limits;
    }

    private record Key(AccountId account, String name) {}

    private static final class Group {
        private final Instant created;
        private final Map<String, Stream> streams = new LinkedHashMap<>();
        private long bytes;

        Group(Instant created) {
            this.created = created;
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
    }

    @Override
    public LogStream open(AccountId account, String group, String stream) {
        Names.requireGroup(group);
        Names.requireStream(stream);
        Key key = new Key(account, group);
        return (timestamp, message) -> {
            for (String part : Messages.split(message, Limits.EVENT_BYTES)) {
                append(key, stream, LogFiles.millis(timestamp), part);
            }
        };
    }

    @Override
    public LogPage<LogGroup> groups(AccountId account, Optional<String> prefix, int limit, Optional<String> token) {
        return queries.groups(account, prefix, limit, token);
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
    public void delete(AccountId account, String group) {
        Names.requireGroup(group);
        lock.lock();
        try {
            if (groups.remove(new Key(account, group)) == null) {
                throw Queries.missing("group");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {}

    private void append(Key key, String name, Instant timestamp, String message) {
        Instant now = LogFiles.millis(time.now());
        lock.lock();
        try {
            Group group = groups.computeIfAbsent(key, any -> new Group(now));
            Stream stream = group.streams.computeIfAbsent(name, any -> new Stream(name, now));
            String id = EventId.of(timestamp, stream.hash, stream.dropped + stream.events.size());
            LogEvent event = new LogEvent(timestamp, now, message, name, id);
            stream.events.add(event);
            long size = size(event);
            stream.bytes += size;
            group.bytes += size;
            cut(group, stream);
        } finally {
            lock.unlock();
        }
    }

    /** Brings a group below its limits: first go the streams that got nothing for longest, then old events. */
    private void cut(Group group, Stream current) {
        while (group.streams.size() > 1
                && (group.bytes > limits.group().bytes() || group.streams.size() > limits.streams())) {
            Map.Entry<String, Stream> oldest = group.streams.entrySet().stream()
                    .filter(entry -> entry.getValue() != current)
                    .min(Comparator.comparing(
                            entry -> entry.getValue().events.getLast().ingested()))
                    .orElseThrow();
            group.bytes -= oldest.getValue().bytes;
            group.streams.remove(oldest.getKey());
        }
        if (group.bytes > limits.group().bytes() && current.events.size() > 1) {
            List<LogEvent> old = current.events.subList(0, current.events.size() / 2);
            long bytes = old.stream().mapToLong(MemoryLogStore::size).sum();
            current.dropped += old.size();
            current.bytes -= bytes;
            group.bytes -= bytes;
            old.clear();
        }
    }

    private static long size(LogEvent event) {
        return event.message().length() + (long) Limits.EVENT_OVERHEAD_BYTES;
    }

    private final class Contents implements Queries.Source {
        @Override
        public List<LogGroup> groups(AccountId account) {
            lock.lock();
            try {
                return groups.entrySet().stream()
                        .filter(entry -> entry.getKey().account().equals(account))
                        .map(entry -> new LogGroup(
                                entry.getKey().name(), entry.getValue().created, new DataSize(entry.getValue().bytes)))
                        .toList();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Optional<List<StreamSource>> streams(AccountId account, String name) {
            lock.lock();
            try {
                Group group = groups.get(new Key(account, name));
                return group == null
                        ? Optional.empty()
                        : Optional.of(group.streams.entrySet().stream()
                                .<StreamSource>map(entry -> new Snapshot(
                                        entry.getKey(),
                                        entry.getValue().created,
                                        List.copyOf(entry.getValue().events),
                                        entry.getValue().dropped,
                                        entry.getValue().bytes))
                                .toList());
            } finally {
                lock.unlock();
            }
        }
    }

    private record Snapshot(String name, Instant created, List<LogEvent> events, long dropped, long bytes)
            implements StreamSource {
        @Override
        public Optional<LogStreamSummary> summary() {
            return Optional.of(new LogStreamSummary(
                    name,
                    created,
                    events.getFirst().timestamp(),
                    events.getLast().timestamp(),
                    events.getLast().ingested(),
                    new DataSize(bytes)));
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
