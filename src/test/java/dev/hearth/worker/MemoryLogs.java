package dev.hearth.worker;

import dev.hearth.logs.EventPage;
import dev.hearth.logs.EventQuery;
import dev.hearth.logs.FilterQuery;
import dev.hearth.logs.LogEvent;
import dev.hearth.logs.LogGroup;
import dev.hearth.logs.LogPage;
import dev.hearth.logs.LogStore;
import dev.hearth.logs.LogStream;
import dev.hearth.logs.LogStreamSummary;
import dev.hearth.logs.StreamQuery;
import dev.hearth.model.AccountId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log store that only takes, and shows its lines to the test. */
final class MemoryLogs implements LogStore {
    private final Map<String, List<String>> streams = new ConcurrentHashMap<>();

    /** All lines of a group, stream by stream. */
    List<String> lines(String group) {
        return streams.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(group + " "))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    /** The names of groups and streams. */
    List<String> names() {
        return List.copyOf(streams.keySet());
    }

    @Override
    public LogStream open(AccountId account, String group, String stream) {
        List<String> lines = streams.computeIfAbsent(group + " " + stream, absent -> new CopyOnWriteArrayList<>());
        return (timestamp, message) -> lines.add(message);
    }

    @Override
    public LogPage<LogGroup> groups(AccountId account, Optional<String> prefix, int limit, Optional<String> token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogPage<LogStreamSummary> streams(AccountId account, String group, StreamQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventPage events(AccountId account, String group, String stream, EventQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogPage<LogEvent> filter(AccountId account, String group, FilterQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(AccountId account, String group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
