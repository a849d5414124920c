package dev.hearth.neighbours.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every log store does. */
abstract class LogStoreContract {
    static final AccountId ACCOUNT = new AccountId("000000000000");
    static final AccountId OTHER = new AccountId("111111111111");
    static final String GROUP = "/aws/lambda/Greeter";
    static final String STREAM = "2026/11/23/[$LATEST]0123456789abcdef0123456789abcdef";
    static final Instant START = Instant.parse("2026-11-23T12:00:00.123Z");

    /** Groups that an account may have in the stores of these tests. */
    static final int GROUPS = 20;

    final MovableTime time = new MovableTime();
    LogStore store;

    abstract LogStore open();

    @BeforeEach
    final void openStore() {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Test
    void anEventIsReadAsItWasAppended() {
        String message = "two\nlines\r\n\\n and a backslash \\ and ü 世 🔥 \t\u0000 end";
        store.open(ACCOUNT, GROUP, STREAM).append(START.plusNanos(999), message);
        LogEvent event = all(GROUP).getFirst();
        assertThat(event.message()).isEqualTo(message);
        assertThat(event.timestamp()).isEqualTo(START);
        assertThat(event.ingested()).isAfter(START);
        assertThat(event.stream()).isEqualTo(STREAM);
        assertThat(event.id()).matches("[0-9]{56}");
    }

    @Test
    void anEmptyMessageIsNoEvent() {
        append("a", 0, "");
        append("a", 0, "something");
        assertThat(messages(all(GROUP))).containsExactly("something");
    }

    @Test
    void aMessageThatIsTooLongIsSplitBetweenCharacters() {
        String message = "ü世🔥x".repeat(70_000);
        append("a", 0, message);
        List<String> parts = new ArrayList<>();
        for (LogEvent event : allByStream("a")) {
            assertThat(event.message().getBytes(StandardCharsets.UTF_8).length).isBetween(1, LogStream.EVENT_BYTES);
            parts.add(event.message());
        }
        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(String.join("", parts)).isEqualTo(message);
    }

    @Test
    void groupsAreListedByNameInPages() {
        for (String name : List.of("c", "a/b", "a.b", "B", "b")) {
            store.open(ACCOUNT, name, "s").append(START, "x");
        }
        store.open(OTHER, "other", "s").append(START, "x");
        LogPage<LogGroup> first = store.groups(ACCOUNT, query(Optional.empty(), 2, Optional.empty()));
        assertThat(first.items()).extracting(LogGroup::name).containsExactly("B", "a.b");
        LogPage<LogGroup> second = store.groups(ACCOUNT, query(Optional.empty(), 3, first.next()));
        assertThat(second.items()).extracting(LogGroup::name).containsExactly("a/b", "b", "c");
        assertThat(second.next()).isEmpty();
        assertThat(store.groups(ACCOUNT, query(Optional.of("a"), 50, Optional.empty()))
                        .items())
                .extracting(LogGroup::name)
                .containsExactly("a.b", "a/b");
        assertThat(first.items().getFirst().created()).isAfter(START);
        assertThat(first.items().getFirst().stored().bytes()).isPositive();
    }

    @Test
    void streamsAreListedByNameOrLastEvent() {
        append("x/1", 5, "five");
        append("x/2", 9, "nine");
        append("y/3", 7, "seven");
        append("x/1", 6, "six");
        assertThat(streams(StreamQuery.Order.NAME, false)).containsExactly("x/1", "x/2", "y/3");
        assertThat(streams(StreamQuery.Order.NAME, true)).containsExactly("y/3", "x/2", "x/1");
        assertThat(streams(StreamQuery.Order.LAST_EVENT, false)).containsExactly("x/1", "y/3", "x/2");
        assertThat(streams(StreamQuery.Order.LAST_EVENT, true)).containsExactly("x/2", "y/3", "x/1");
        LogPage<LogStreamSummary> withPrefix = store.streams(
                ACCOUNT,
                GROUP,
                new StreamQuery(Optional.of("x/"), StreamQuery.Order.NAME, false, 50, Optional.empty()));
        assertThat(withPrefix.items()).extracting(LogStreamSummary::name).containsExactly("x/1", "x/2");
        LogStreamSummary summary = withPrefix.items().getFirst();
        LogStreamSummary.Events events = summary.events().orElseThrow();
        assertThat(events.first()).isEqualTo(START.plusMillis(5));
        assertThat(events.last()).isEqualTo(START.plusMillis(6));
        assertThat(events.lastIngestion()).isAfter(START);
        assertThat(summary.stored().bytes()).isPositive();
    }

    @Test
    void aStreamIsReadForwardsToItsEndAndOnFromThere() {
        for (int i = 0; i < 25; i++) {
            append("a", i, "event " + i);
        }
        List<String> read = new ArrayList<>();
        EventPage page = events("a", true, 10, Optional.empty());
        read.addAll(messages(page.events()));
        while (!page.events().isEmpty()) {
            page = events("a", true, 10, Optional.of(page.forward()));
            read.addAll(messages(page.events()));
        }
        assertThat(read).hasSize(25).startsWith("event 0").endsWith("event 24");
        String end = page.forward();
        assertThat(events("a", true, 10, Optional.of(end)).forward()).isEqualTo(end);
        append("a", 30, "later");
        assertThat(messages(events("a", true, 10, Optional.of(end)).events())).containsExactly("later");
    }

    @Test
    void aStreamIsReadBackwardsFromItsEnd() {
        for (int i = 0; i < 25; i++) {
            append("a", i, "event " + i);
        }
        EventPage page = events("a", false, 10, Optional.empty());
        assertThat(messages(page.events())).hasSize(10).startsWith("event 15").endsWith("event 24");
        assertThat(events("a", false, 10, Optional.of(page.forward())).events()).isEmpty();
        page = events("a", false, 10, Optional.of(page.backward()));
        assertThat(messages(page.events())).hasSize(10).startsWith("event 5").endsWith("event 14");
        page = events("a", false, 10, Optional.of(page.backward()));
        assertThat(messages(page.events())).hasSize(5).startsWith("event 0").endsWith("event 4");
        EventPage last = events("a", false, 10, Optional.of(page.backward()));
        assertThat(last.events()).isEmpty();
        assertThat(last.backward()).isEqualTo(page.backward());
        assertThat(messages(events("a", false, 10, Optional.of(last.forward())).events()))
                .startsWith("event 0");
    }

    @Test
    void aStretchOfTimeHasItsBeginningAndNotItsEnd() {
        for (int i = 0; i < 10; i++) {
            append("a", i, "event " + i);
        }
        TimeRange range = new TimeRange(Optional.of(START.plusMillis(3)), Optional.of(START.plusMillis(6)));
        EventQuery query = new EventQuery(range, false, 100, Optional.empty());
        assertThat(messages(store.events(ACCOUNT, GROUP, "a", query).events()))
                .containsExactly("event 3", "event 4", "event 5");
        assertThat(messages(filter(range, "", 100, Optional.empty()).items()))
                .containsExactly("event 3", "event 4", "event 5");
    }

    @Test
    void aPageHasAtMostAMegabyte() {
        for (int i = 0; i < 30; i++) {
            append("a", i, "x".repeat(100_000) + i);
        }
        assertThat(events("a", true, 10_000, Optional.empty()).events()).hasSize(10);
        assertThat(messages(events("a", false, 10_000, Optional.empty()).events()))
                .hasSize(10)
                .last()
                .asString()
                .endsWith("x29");
        LogPage<LogEvent> page = filter(TimeRange.ALL, "", 10_000, Optional.empty());
        assertThat(page.items()).hasSize(10);
        assertThat(allByStream("a")).hasSize(30);
        assertThat(all(GROUP)).hasSize(30);
    }

    @Test
    void eventsOfAGroupComeInTheOrderOfTimeWhateverThePages() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int millis = random.nextInt(100);
            String message = "%03d #%d".formatted(millis, i);
            append("stream " + random.nextInt(5), millis, message);
            expected.add(message);
        }
        for (int limit : List.of(1, 7, 100, 10_000)) {
            List<LogEvent> events = new ArrayList<>();
            Optional<String> token = Optional.empty();
            do {
                LogPage<LogEvent> page = filter(TimeRange.ALL, "", limit, token);
                assertThat(page.items()).as("seed %d", seed).hasSizeLessThanOrEqualTo(limit);
                events.addAll(page.items());
                token = page.next();
            } while (token.isPresent());
            assertThat(messages(events)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(events)
                    .as("seed %d", seed)
                    .isSortedAccordingTo((a, b) -> a.timestamp().compareTo(b.timestamp()));
            assertThat(new HashSet<>(events.stream().map(LogEvent::id).toList()))
                    .hasSize(expected.size());
        }
    }

    @Test
    void eventsAreFilteredByTermsAndStreams() {
        append("x/1", 1, "ERROR one");
        append("x/2", 2, "WARN two");
        append("y/3", 3, "ERROR three");
        assertThat(messages(
                        filter(TimeRange.ALL, "ERROR", 100, Optional.empty()).items()))
                .containsExactly("ERROR one", "ERROR three");
        FilterQuery byPrefix = new FilterQuery(Set.of(), Optional.of("x/"), TimeRange.ALL, "", 100, Optional.empty());
        assertThat(messages(store.filter(ACCOUNT, GROUP, byPrefix).items())).containsExactly("ERROR one", "WARN two");
        FilterQuery byName =
                new FilterQuery(Set.of("y/3", "x/2"), Optional.empty(), TimeRange.ALL, "", 100, Optional.empty());
        assertThat(messages(store.filter(ACCOUNT, GROUP, byName).items())).containsExactly("WARN two", "ERROR three");
    }

    @Test
    void accountsDoNotSeeEachOther() {
        append("a", 1, "mine");
        store.open(OTHER, GROUP, "a").append(START, "theirs");
        assertThat(messages(all(GROUP))).containsExactly("mine");
        store.deleteGroup(OTHER, GROUP);
        assertThat(messages(all(GROUP))).containsExactly("mine");
    }

    @Test
    void aDeletedGroupIsGoneAndCanBeginAgain() {
        LogStream stream = store.open(ACCOUNT, GROUP, "a");
        stream.append(START, "old");
        store.deleteGroup(ACCOUNT, GROUP);
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> all(GROUP));
        assertThat(store.groups(ACCOUNT, query(Optional.empty(), 50, Optional.empty()))
                        .items())
                .isEmpty();
        stream.append(START, "new");
        assertThat(messages(all(GROUP))).containsExactly("new");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> all("nothing"));
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> store.deleteGroup(ACCOUNT, "nothing"));
        store.open(ACCOUNT, "nothing", "written");
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> all("nothing"));
        append("a", 0, "x");
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> events("b", true, 1, Optional.empty()));
    }

    @Test
    void badNamesLimitsTokensAndPatternsAreRefused() {
        append("a", 0, "x");
        for (String name : List.of("", "a b", "a:b", "a*", "ä", "a\0", "x".repeat(513))) {
            assertRefused(ErrorCode.INVALID_PARAMETER, () -> store.open(ACCOUNT, name, "a"));
        }
        for (String name : List.of("", "a:b", "a*", "a\nb", "x".repeat(513))) {
            assertRefused(ErrorCode.INVALID_PARAMETER, () -> store.open(ACCOUNT, GROUP, name));
        }
        assertRefused(ErrorCode.INVALID_PARAMETER, () -> events("a", true, 0, Optional.empty()));
        assertRefused(ErrorCode.INVALID_PARAMETER, () -> events("a", true, 10_001, Optional.empty()));
        assertRefused(ErrorCode.INVALID_PARAMETER, () -> events("a", true, 1, Optional.of("f/x")));
        assertRefused(ErrorCode.INVALID_PARAMETER, () -> events("a", true, 1, Optional.of("f/9999999999999999999")));
        assertRefused(ErrorCode.INVALID_PARAMETER, () -> filter(TimeRange.ALL, "", 1, Optional.of("5")));
        assertRefused(ErrorCode.INVALID_PARAMETER, () -> filter(TimeRange.ALL, "{ $.a }", 1, Optional.empty()));
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                () -> store.groups(ACCOUNT, query(Optional.empty(), 51, Optional.empty())));
    }

    @Test
    void namesThatLookDangerousOrAlikeAreKeptApart() {
        List<String> names = List.of("..", ".", "/", "../../etc/passwd", "a", "A", "a/b", "a.b", "x".repeat(512), "#");
        for (String name : names) {
            store.open(ACCOUNT, name, name).append(START, name);
        }
        for (String name : names) {
            assertThat(messages(all(name))).containsExactly(name);
            assertThat(all(name)).extracting(LogEvent::stream).containsExactly(name);
        }
    }

    final void append(String stream, int millis, String message) {
        store.open(ACCOUNT, GROUP, stream).append(START.plusMillis(millis), message);
    }

    final List<LogEvent> all(String group) {
        List<LogEvent> events = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            FilterQuery query = new FilterQuery(Set.of(), Optional.empty(), TimeRange.ALL, "", 10_000, token);
            LogPage<LogEvent> page = store.filter(ACCOUNT, group, query);
            events.addAll(page.items());
            token = page.next();
        } while (token.isPresent());
        return events;
    }

    final List<LogEvent> allByStream(String stream) {
        List<LogEvent> events = new ArrayList<>();
        EventPage page = events(stream, true, 10_000, Optional.empty());
        while (!page.events().isEmpty()) {
            events.addAll(page.events());
            page = events(stream, true, 10_000, Optional.of(page.forward()));
        }
        return events;
    }

    final LogPage<LogEvent> filter(TimeRange range, String pattern, int limit, Optional<String> token) {
        return store.filter(ACCOUNT, GROUP, new FilterQuery(Set.of(), Optional.empty(), range, pattern, limit, token));
    }

    final EventPage events(String stream, boolean fromHead, int limit, Optional<String> token) {
        return store.events(ACCOUNT, GROUP, stream, new EventQuery(TimeRange.ALL, fromHead, limit, token));
    }

    static List<String> messages(List<LogEvent> events) {
        return events.stream().map(LogEvent::message).toList();
    }

    private List<String> streams(StreamQuery.Order order, boolean descending) {
        List<String> names = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            StreamQuery query = new StreamQuery(Optional.empty(), order, descending, 2, token);
            LogPage<LogStreamSummary> page = store.streams(ACCOUNT, GROUP, query);
            page.items().forEach(stream -> names.add(stream.name()));
            token = page.next();
        } while (token.isPresent());
        return names;
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(call)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static GroupQuery query(Optional<String> prefix, int limit, Optional<String> token) {
        return new GroupQuery(prefix, Optional.empty(), Set.of(), Optional.empty(), limit, token);
    }
}
