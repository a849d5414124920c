package dev.hearth.dataplane.worker;

import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.LogSink;
import dev.hearth.neighbours.logs.LogStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log sink that keeps its events, and shows them to the test without their last newline. */
final class MemoryLogs implements LogSink {
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
        return (timestamp, message) ->
                lines.add(message.endsWith("\n") ? message.substring(0, message.length() - 1) : message);
    }
}
