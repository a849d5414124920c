package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;
import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
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

/** Answers the queries of a {@link LogStore} from its files. Keeps no state between two queries. */
final class Queries {
    private static final Pattern EVENT_TOKEN = Pattern.compile("([fb])/([0-9]{1,18})");

    private final Source source;
    private final Time time;

    /** The contents of a store. */
    interface Source {
        /** The names of all groups, in no order. */
        List<String> groups(AccountId account);

        Optional<LogGroup> group(AccountId account, String name);

        /** The contents of a group; empty if it does not exist. */
        Optional<Contents> contents(AccountId account, String group);
    }

    /** The contents of a group. */
    record Contents(GroupSettings settings, List<StreamSource> streams) {
        Contents {
            streams = List.copyOf(streams);
        }
    }

    Queries(Source source, Time time) {
        this.source = source;
        this.time = time;
    }

    /** Reads one group more than the page shows, because the size of a group is the sum of its files'. */
    LogPage<LogGroup> groups(AccountId account, GroupQuery query) {
        requireLimit(query.limit(), Limits.PAGE_ITEMS);
        List<LogGroup> page = new ArrayList<>();
        List<String> names =
                source.groups(account).stream().filter(query::asksFor).sorted().toList();
        for (String name : names) {
            Optional<LogGroup> group = source.group(account, name).filter(query::asksFor);
            if (group.isPresent() && page.size() == query.limit()) {
                return new LogPage<>(page, Optional.of(page.getLast().name()));
            }
            group.ifPresent(page::add);
        }
        return new LogPage<>(page, Optional.empty());
    }

    LogGroup group(AccountId account, String name) {
        Names.requireGroup(name);
        return source.group(account, name).orElseThrow(() -> LogErrors.missing("group"));
    }

    LogPage<LogStreamSummary> streams(AccountId account, String group, StreamQuery query) {
        Names.requireGroup(group);
        requireLimit(query.limit(), Limits.PAGE_ITEMS);
        if (query.prefix().isPresent() && query.order() == StreamQuery.Order.LAST_EVENT) {
            throw LogErrors.invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        Function<LogStreamSummary, String> key = switch (query.order()) {
            case NAME -> LogStreamSummary::name;
            case LAST_EVENT ->
                summary -> EventId.of(summary.lastEvent(), EventId.hash(summary.name()), 0) + summary.name();
        };
        Contents contents = contents(account, group);
        TimeRange kept = kept(contents, TimeRange.ALL);
        Comparator<String> order = query.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<LogStreamSummary> streams = contents.streams().stream()
                .filter(stream -> stream.name().startsWith(query.prefix().orElse("")))
                .flatMap(stream -> stream.summary(kept).stream())
                .sorted(Comparator.comparing(key, order))
                .toList();
        return page(streams, key, order, query.limit(), query.token());
    }

    EventPage events(AccountId account, String group, String stream, EventQuery query) {
        Names.requireGroup(group);
        Names.requireStream(stream);
        requireLimit(query.limit(), Limits.PAGE_EVENTS);
        Contents contents = contents(account, group);
        TimeRange range = kept(contents, query.range());
        StreamSource events = contents.streams().stream()
                .filter(candidate -> candidate.name().equals(stream))
                .findFirst()
                .orElseThrow(() -> LogErrors.missing("stream"));
        if (query.token().isEmpty()) {
            return query.fromHead()
                    ? forwards(events, range, query.limit(), 0)
                    : backwards(events, range, query.limit(), Long.MAX_VALUE);
        }
        Matcher token = EVENT_TOKEN.matcher(query.token().get());
        if (!token.matches()) {
            throw LogErrors.invalid("The specified nextToken is invalid.");
        }
        long position = Long.parseLong(token.group(2));
        return token.group(1).equals("f")
                ? forwards(events, range, query.limit(), position)
                : backwards(events, range, query.limit(), position);
    }

    private static EventPage forwards(StreamSource stream, TimeRange range, int limit, long from) {
        List<LogEvent> events = new ArrayList<>();
        long[] ends = {from, from};
        int[] bytes = {0};
        stream.visit(from, (event, position, next) -> {
            if (!range.contains(event.timestamp())) {
                return true;
            }
            bytes[0] += size(event);
            if (events.size() == limit || (bytes[0] > Limits.PAGE_BYTES && !events.isEmpty())) {
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

    private static EventPage backwards(StreamSource stream, TimeRange range, int limit, long until) {
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
            if (range.contains(event.timestamp())) {
                window.addLast(new Placed(event, position, next));
                bytes[0] += size(event);
            }
            while (window.size() > limit || (bytes[0] > Limits.PAGE_BYTES && window.size() > 1)) {
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
     * Collects the first events after the token, ordered by id, from all streams. Events need not be ordered within a
     * stream, and no more than a page is in memory.
     */
    LogPage<LogEvent> filter(AccountId account, String group, FilterQuery query) {
        Names.requireGroup(group);
        requireLimit(query.limit(), Limits.PAGE_EVENTS);
        if (query.streamPrefix().isPresent() && !query.streams().isEmpty()) {
            throw LogErrors.invalid("logStreamNames and logStreamNamePrefix can't be used together.");
        }
        FilterPattern pattern = FilterPattern.parse(query.pattern());
        String after = query.token().orElse("");
        if (query.token().isPresent() && !EventId.isId(after)) {
            throw LogErrors.invalid("The specified nextToken is invalid.");
        }
        Contents contents = contents(account, group);
        List<StreamSource> streams = contents.streams();
        List<String> missing = query.streams().stream()
                .filter(name ->
                        streams.stream().noneMatch(stream -> stream.name().equals(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw LogErrors.missing("stream");
        }
        TimeRange kept = kept(contents, query.range());
        TimeRange range = query.token().isPresent() ? kept.from(EventId.time(after)) : kept;
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

        /** The smallest id that was left out; the page ends before it. */
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

    private Contents contents(AccountId account, String group) {
        return source.contents(account, group).orElseThrow(() -> LogErrors.missing("group"));
    }

    private TimeRange kept(Contents contents, TimeRange range) {
        return Retention.kept(contents.settings(), time.now(), range);
    }

    private static boolean isAsked(String stream, FilterQuery query) {
        return (query.streams().isEmpty() || query.streams().contains(stream))
                && stream.startsWith(query.streamPrefix().orElse(""));
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
        return event.message().getBytes(StandardCharsets.UTF_8).length + Limits.EVENT_EXTRA_BYTES;
    }

    private static void requireLimit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw LogErrors.invalid("1 validation error detected: Value '" + limit
                    + "' at 'limit' failed to satisfy constraint: Member must have value between 1 and " + most);
        }
    }
}
