package dev.hearth.logs;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers the questions of {@link LogStore} about what some store has; keeps nothing between two of them. */
final class Queries {
    private static final Pattern EVENT_TOKEN = Pattern.compile("([fb])/([0-9]{1,18})");

    private final Source source;

    /** What a store has. */
    interface Source {
        List<LogGroup> groups(AccountId account);

        /** Empty if there is no such group. */
        Optional<List<StreamSource>> streams(AccountId account, String group);
    }

    Queries(Source source) {
        this.source = source;
    }

    LogPage<LogGroup> groups(AccountId account, Optional<String> prefix, int limit, Optional<String> token) {
        requireLimit(limit, Limits.PAGE_ITEMS);
        List<LogGroup> groups = source.groups(account).stream()
                .filter(group -> group.name().startsWith(prefix.orElse("")))
                .sorted(Comparator.comparing(LogGroup::name))
                .toList();
        return page(groups, LogGroup::name, Comparator.naturalOrder(), limit, token);
    }

    LogPage<LogStreamSummary> streams(AccountId account, String group, StreamQuery query) {
        Names.requireGroup(group);
        requireLimit(query.limit(), Limits.PAGE_ITEMS);
        if (query.prefix().isPresent() && query.order() == StreamQuery.Order.LAST_EVENT) {
            throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        Function<LogStreamSummary, String> key = switch (query.order()) {
            case NAME -> LogStreamSummary::name;
            case LAST_EVENT ->
                summary -> EventId.of(summary.lastEvent(), EventId.hash(summary.name()), 0) + summary.name();
        };
        Comparator<String> order = query.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<LogStreamSummary> streams = streamsOf(account, group).stream()
                .filter(stream -> stream.name().startsWith(query.prefix().orElse("")))
                .flatMap(stream -> stream.summary().stream())
                .sorted(Comparator.comparing(key, order))
                .toList();
        return page(streams, key, order, query.limit(), query.token());
    }

    EventPage events(AccountId account, String group, String stream, EventQuery query) {
        Names.requireGroup(group);
        Names.requireStream(stream);
        requireLimit(query.limit(), Limits.PAGE_EVENTS);
        StreamSource events = streamsOf(account, group).stream()
                .filter(candidate -> candidate.name().equals(stream))
                .findFirst()
                .orElseThrow(() -> missing("stream"));
        if (query.token().isEmpty()) {
            return query.fromHead() ? forwards(events, query, 0) : backwards(events, query, Long.MAX_VALUE);
        }
        Matcher token = EVENT_TOKEN.matcher(query.token().get());
        if (!token.matches()) {
            throw invalid("The specified nextToken is invalid.");
        }
        long position = Long.parseLong(token.group(2));
        return token.group(1).equals("f") ? forwards(events, query, position) : backwards(events, query, position);
    }

    private static EventPage forwards(StreamSource stream, EventQuery query, long from) {
        List<LogEvent> events = new ArrayList<>();
        long[] ends = {from, from};
        int[] bytes = {0};
        stream.visit(from, (event, position, next) -> {
            if (!query.range().contains(event.timestamp())) {
                return true;
            }
            bytes[0] += size(event);
            if (events.size() == query.limit() || (bytes[0] > Limits.PAGE_BYTES && !events.isEmpty())) {
                return false;
            }
            if (events.isEmpty()) {
                ends[0] = position;
            }
            ends[1] = next;
            events.add(event);
            return true;
        });
        return new EventPage(events, "f/" + ends[1], "b/" + ends[0]);
    }

    private static EventPage backwards(StreamSource stream, EventQuery query, long until) {
        // an event of the window that slides over the stream
        record Placed(LogEvent event, long position, long next) {}
        Deque<Placed> window = new ArrayDeque<>();
        int[] bytes = {0};
        long[] end = {0};
        stream.visit(0, (event, position, next) -> {
            if (position >= until) {
                return false;
            }
            end[0] = next;
            if (query.range().contains(event.timestamp())) {
                window.addLast(new Placed(event, position, next));
                bytes[0] += size(event);
            }
            while (window.size() > query.limit() || (bytes[0] > Limits.PAGE_BYTES && window.size() > 1)) {
                bytes[0] -= size(window.removeFirst().event());
            }
            return true;
        });
        // nothing before: the backward token stays the same, which tells the caller so
        long empty = until == Long.MAX_VALUE ? end[0] : until;
        return new EventPage(
                window.stream().map(Placed::event).toList(),
                "f/" + (window.isEmpty() ? empty : window.getLast().next()),
                "b/" + (window.isEmpty() ? empty : window.getFirst().position()));
    }

    /**
     * Keeps the first events after the token, by id, while it goes through all streams: no order in a stream need be
     * relied on, and no more than a page is in memory.
     */
    LogPage<LogEvent> filter(AccountId account, String group, FilterQuery query) {
        Names.requireGroup(group);
        requireLimit(query.limit(), Limits.PAGE_EVENTS);
        if (query.streamPrefix().isPresent() && !query.streams().isEmpty()) {
            throw invalid("logStreamNames and logStreamNamePrefix can't be used together.");
        }
        FilterPattern pattern = FilterPattern.parse(query.pattern());
        String after = query.token().orElse("");
        if (query.token().isPresent() && !EventId.isId(after)) {
            throw invalid("The specified nextToken is invalid.");
        }
        List<StreamSource> streams = streamsOf(account, group);
        List<String> missing = query.streams().stream()
                .filter(name ->
                        streams.stream().noneMatch(stream -> stream.name().equals(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw missing("stream");
        }
        TimeRange range = query.token().isPresent() ? later(query.range(), EventId.time(after)) : query.range();
        FirstEvents first = new FirstEvents(query.limit());
        for (StreamSource stream : streams) {
            if (isAsked(stream.name(), query) && stream.mayHold(range)) {
                stream.visit(0, (event, position, next) -> {
                    if (range.contains(event.timestamp())
                            && event.id().compareTo(after) > 0
                            && first.mayTake(event)
                            && pattern.matches(event.message())) {
                        first.add(event);
                    }
                    return true;
                });
            }
        }
        return first.page();
    }

    /** The first events by id that fit a page. */
    private static final class FirstEvents {
        private final int limit;
        private final TreeMap<String, LogEvent> kept = new TreeMap<>();
        private int bytes;

        /** What was left out comes here or later. */
        private String bound = "~";

        FirstEvents(int limit) {
            this.limit = limit;
        }

        boolean mayTake(LogEvent event) {
            return event.id().compareTo(bound) < 0;
        }

        void add(LogEvent event) {
            if (kept.put(event.id(), event) == null) {
                bytes += size(event);
            }
            while (kept.size() > limit || (bytes > Limits.PAGE_BYTES && kept.size() > 1)) {
                Map.Entry<String, LogEvent> last = Objects.requireNonNull(kept.pollLastEntry());
                bytes -= size(last.getValue());
                bound = last.getKey();
            }
        }

        LogPage<LogEvent> page() {
            boolean more = !bound.equals("~");
            return new LogPage<>(List.copyOf(kept.values()), more ? Optional.of(kept.lastKey()) : Optional.empty());
        }
    }

    private List<StreamSource> streamsOf(AccountId account, String group) {
        return source.streams(account, group).orElseThrow(() -> missing("group"));
    }

    private static boolean isAsked(String stream, FilterQuery query) {
        return (query.streams().isEmpty() || query.streams().contains(stream))
                && stream.startsWith(query.streamPrefix().orElse(""));
    }

    private static TimeRange later(TimeRange range, Instant from) {
        return range.from().isPresent() && range.from().get().isAfter(from)
                ? range
                : new TimeRange(Optional.of(from), range.until());
    }

    /** The part of a sorted list after the token, which is the key of the last item before it. */
    private static <T> LogPage<T> page(
            List<T> sorted, Function<T, String> key, Comparator<String> order, int limit, Optional<String> token) {
        List<T> rest = token.map(last -> sorted.stream()
                        .filter(item -> order.compare(key.apply(item), last) > 0)
                        .toList())
                .orElse(sorted);
        return rest.size() <= limit
                ? new LogPage<>(rest, Optional.empty())
                : new LogPage<>(rest.subList(0, limit), Optional.of(key.apply(rest.get(limit - 1))));
    }

    private static int size(LogEvent event) {
        return event.message().getBytes(StandardCharsets.UTF_8).length + 26;
    }

    private static void requireLimit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw invalid("1 validation error detected: Value '" + limit
                    + "' at 'limit' failed to satisfy constraint: Member must have value between 1 and " + most);
        }
    }

    static ServiceException missing(String what) {
        return new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "The specified log " + what + " does not exist.");
    }

    private static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER, message);
    }
}
