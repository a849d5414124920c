package dev.hearth.neighbours.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.logs.GroupSettings.LogClass;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every log store does with groups and streams that somebody creates, changes and puts events in. */
abstract class LogManagementContract extends LogStoreContract {
    static final GroupSettings SETTINGS = new GroupSettings(
            Optional.of(7),
            Map.of("team", "fire", "cost", ""),
            Optional.of("arn:aws:kms:us-east-1:000000000000:key/a"),
            LogClass.INFREQUENT_ACCESS,
            false);

    @Test
    void aGroupIsMadeChangedAndRemoved() {
        store.createGroup(ACCOUNT, GROUP, SETTINGS);
        assertThat(store.group(ACCOUNT, GROUP).settings()).isEqualTo(SETTINGS);
        assertRefused(ErrorCode.RESOURCE_ALREADY_EXISTS, () -> store.createGroup(ACCOUNT, GROUP, SETTINGS));
        store.changeGroup(ACCOUNT, GROUP, settings -> settings.withRetentionDays(Optional.of(1)));
        assertThat(store.group(ACCOUNT, GROUP).settings()).isEqualTo(SETTINGS.withRetentionDays(Optional.of(1)));
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> store.group(OTHER, GROUP));
        store.deleteGroup(ACCOUNT, GROUP);
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> store.group(ACCOUNT, GROUP));
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> store.changeGroup(ACCOUNT, GROUP, settings -> settings));
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> store.deleteGroup(ACCOUNT, GROUP));
    }

    @Test
    void aChangeThatRefusesChangesNothing() {
        store.createGroup(ACCOUNT, GROUP, SETTINGS);
        assertRefused(
                ErrorCode.TOO_MANY_TAGS,
                () -> store.changeGroup(ACCOUNT, GROUP, settings -> {
                    throw new ServiceException(ErrorCode.TOO_MANY_TAGS, "too many");
                }));
        assertThat(store.group(ACCOUNT, GROUP).settings()).isEqualTo(SETTINGS);
    }

    @Test
    void aGroupMadeAheadTakesWhatAFunctionLogs() {
        store.createGroup(ACCOUNT, GROUP, SETTINGS.withRetentionDays(Optional.empty()));
        append("a", 1, "printed");
        assertThat(messages(all(GROUP))).containsExactly("printed");
        assertThat(store.group(ACCOUNT, GROUP).settings().tags()).containsEntry("team", "fire");
        assertRefused(ErrorCode.RESOURCE_ALREADY_EXISTS, () -> store.createGroup(ACCOUNT, GROUP, SETTINGS));
    }

    @Test
    void aGroupThatComesAgainByItselfHasNoSettings() {
        store.createGroup(ACCOUNT, GROUP, SETTINGS);
        LogStream stream = store.open(ACCOUNT, GROUP, "a");
        stream.append(START, "old");
        store.deleteGroup(ACCOUNT, GROUP);
        stream.append(START, "new");
        assertThat(messages(all(GROUP))).containsExactly("new");
        assertThat(store.group(ACCOUNT, GROUP).settings()).isEqualTo(GroupSettings.DEFAULT);
    }

    @Test
    void aProtectedGroupStays() {
        store.createGroup(ACCOUNT, GROUP, SETTINGS.withDeletionProtected(true));
        assertRefused(ErrorCode.VALIDATION, () -> store.deleteGroup(ACCOUNT, GROUP));
        store.changeGroup(ACCOUNT, GROUP, settings -> settings.withDeletionProtected(false));
        store.deleteGroup(ACCOUNT, GROUP);
    }

    @Test
    void anAccountHasABoundedNumberOfGroups() {
        for (int i = 0; i < GROUPS; i++) {
            store.createGroup(ACCOUNT, "group" + i, GroupSettings.DEFAULT);
        }
        assertRefused(ErrorCode.LIMIT_EXCEEDED, () -> store.createGroup(ACCOUNT, "more", GroupSettings.DEFAULT));
        store.createGroup(OTHER, "theirs", GroupSettings.DEFAULT);
        store.deleteGroup(ACCOUNT, "group0");
        store.createGroup(ACCOUNT, "more", GroupSettings.DEFAULT);
    }

    @Test
    void groupsThatComeByThemselvesCountToo() {
        for (int i = 0; i < GROUPS - 1; i++) {
            store.createGroup(ACCOUNT, "group" + i, GroupSettings.DEFAULT);
        }
        store.open(ACCOUNT, "last", "a").append(now(), "taken");
        store.open(ACCOUNT, "more", "a").append(now(), "dropped");
        store.open(ACCOUNT, "last", "b").append(now(), "taken too");
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> store.group(ACCOUNT, "more"));
        store.group(ACCOUNT, "last");
        assertRefused(ErrorCode.LIMIT_EXCEEDED, () -> store.createGroup(ACCOUNT, "other", GroupSettings.DEFAULT));
        store.deleteGroup(ACCOUNT, "group0");
        store.open(ACCOUNT, "more", "a").append(now(), "taken");
        assertThat(store.group(ACCOUNT, "more").name()).isEqualTo("more");
    }

    @Test
    void groupsAreFoundByPartNamesAndClass() {
        for (String name : List.of("/aws/lambda/a", "/aws/lambda/ab", "/other/a")) {
            store.createGroup(ACCOUNT, name, GroupSettings.DEFAULT);
        }
        store.createGroup(ACCOUNT, "rare", SETTINGS);
        assertThat(find(Optional.of("lambda/a"), Set.of(), Optional.empty()))
                .containsExactly("/aws/lambda/a", "/aws/lambda/ab");
        assertThat(find(Optional.empty(), Set.of("rare", "/other/a", "none"), Optional.empty()))
                .containsExactly("/other/a", "rare");
        assertThat(find(Optional.empty(), Set.of(), Optional.of(LogClass.INFREQUENT_ACCESS)))
                .containsExactly("rare");
    }

    @Test
    void aStreamIsMadeEmptyAndRemoved() {
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> store.createStream(ACCOUNT, GROUP, "a"));
        store.createGroup(ACCOUNT, GROUP, GroupSettings.DEFAULT);
        store.createStream(ACCOUNT, GROUP, "a");
        assertRefused(ErrorCode.RESOURCE_ALREADY_EXISTS, () -> store.createStream(ACCOUNT, GROUP, "a"));
        StreamQuery query = new StreamQuery(Optional.empty(), StreamQuery.Order.LAST_EVENT, true, 50, Optional.empty());
        assertThat(store.streams(ACCOUNT, GROUP, query).items()).singleElement().satisfies(stream -> {
            assertThat(stream.name()).isEqualTo("a");
            assertThat(stream.events()).isEmpty();
        });
        assertThat(events("a", true, 10, Optional.empty()).events()).isEmpty();
        append("a", 1, "x");
        append("b", 2, "y");
        store.deleteStream(ACCOUNT, GROUP, "a");
        assertThat(messages(all(GROUP))).containsExactly("y");
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> store.deleteStream(ACCOUNT, GROUP, "a"));
    }

    @Test
    void eventsArePutInAStreamThatIsThere() {
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> put(now(), "x"));
        store.createGroup(ACCOUNT, GROUP, GroupSettings.DEFAULT);
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, () -> put(now(), "x"));
        store.createStream(ACCOUNT, GROUP, "a");
        assertThat(put(now(), "one", "two\nlines", "three").isNone()).isTrue();
        assertThat(messages(allByStream("a"))).containsExactly("one", "two\nlines", "three");
        String large = "x".repeat(Limits.PUT_BYTES - Limits.EVENT_EXTRA_BYTES);
        put(now(), large);
        assertThat(allByStream("a").getLast().message()).isEqualTo(large);
    }

    @Test
    void whatIsNoBatchIsRefused() {
        store.createGroup(ACCOUNT, GROUP, GroupSettings.DEFAULT);
        store.createStream(ACCOUNT, GROUP, "a");
        Instant now = now();
        List<List<NewEvent>> batches = List.of(
                List.of(),
                List.of(new NewEvent(now, "")),
                List.of(new NewEvent(now, "x"), new NewEvent(now.minusMillis(1), "y")),
                List.of(new NewEvent(now, "x".repeat(Limits.PUT_BYTES))),
                IntStream.rangeClosed(0, Limits.PUT_EVENTS)
                        .mapToObj(i -> new NewEvent(now, "x"))
                        .toList());
        for (List<NewEvent> batch : batches) {
            assertRefused(ErrorCode.INVALID_PARAMETER, () -> store.put(ACCOUNT, GROUP, "a", batch));
        }
        assertThat(all(GROUP)).isEmpty();
    }

    @Test
    void eventsOfTheWrongTimeAreLeftOut() {
        store.createGroup(ACCOUNT, GROUP, GroupSettings.DEFAULT.withRetentionDays(Optional.of(3)));
        store.createStream(ACCOUNT, GROUP, "a");
        Instant now = now();
        Rejected rejected = store.put(
                ACCOUNT,
                GROUP,
                "a",
                List.of(
                        new NewEvent(now.minus(Duration.ofDays(15)), "too old"),
                        new NewEvent(now.minus(Duration.ofDays(4)), "expired"),
                        new NewEvent(now.minus(Duration.ofDays(2)), "good"),
                        new NewEvent(now.plus(Duration.ofMinutes(110)), "good too"),
                        new NewEvent(now.plus(Duration.ofHours(3)), "too new")));
        assertThat(rejected).isEqualTo(new Rejected(Optional.of(4), Optional.of(1), Optional.of(2)));
        assertThat(messages(all(GROUP))).containsExactly("good", "good too");
        TimeRange ahead = new TimeRange(Optional.of(now.plus(Duration.ofMinutes(90))), Optional.empty());
        assertThat(messages(filter(ahead, "", 10, Optional.empty()).items())).containsExactly("good too");
    }

    @Test
    void oldEventsGoWithTheRetention() {
        time.set(Duration.ofDays(-10));
        LogStream stream = store.open(ACCOUNT, GROUP, "a");
        stream.append(now(), "old");
        Instant made = streamA().created();
        time.set(Duration.ofDays(-1));
        stream.append(now(), "young");
        store.open(ACCOUNT, GROUP, "b").append(now(), "young too");
        store.sweep();
        assertThat(messages(allByStream("a"))).containsExactly("old", "young");

        store.changeGroup(ACCOUNT, GROUP, settings -> settings.withRetentionDays(Optional.of(5)));
        assertThat(messages(allByStream("a"))).containsExactly("young");
        assertThat(messages(all(GROUP))).containsExactly("young", "young too");
        store.sweep();
        assertThat(messages(all(GROUP))).containsExactly("young", "young too");
        String end = events("a", false, 10, Optional.empty()).forward();

        time.set(Duration.ofDays(5));
        assertThat(all(GROUP)).isEmpty();
        long before = storedBytes();
        store.sweep();
        assertThat(storedBytes()).isLessThan(before);
        assertThat(streamA().created()).isEqualTo(made);
        assertThat(streamA().events()).isEmpty();
        stream.append(now(), "again");
        assertThat(messages(all(GROUP))).containsExactly("again");
        assertThat(messages(events("a", true, 10, Optional.of(end)).events())).containsExactly("again");
        assertThat(streamA().events()).isPresent();

        store.changeGroup(ACCOUNT, GROUP, settings -> settings.withRetentionDays(Optional.empty()));
        assertThat(messages(all(GROUP))).containsExactly("again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "a\udd25b"})
    void halfACharacterIsNoName(String name) {
        assertRefused(ErrorCode.INVALID_PARAMETER, () -> store.open(ACCOUNT, GROUP, name));
    }

    /** However many make and remove one group at once, each success of one is followed by one of the other. */
    @Test
    void manyWhoMakeAndRemoveAGroupGetInEachOthersWayOnlyInOrder() throws Exception {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            boolean makes = i % 2 == 0;
            work.add(() -> {
                try {
                    if (makes) {
                        store.createGroup(ACCOUNT, GROUP, SETTINGS);
                        return 1;
                    }
                    store.deleteGroup(ACCOUNT, GROUP);
                    return -1;
                } catch (ServiceException e) {
                    assertThat(e.code())
                            .isEqualTo(makes ? ErrorCode.RESOURCE_ALREADY_EXISTS : ErrorCode.RESOURCE_NOT_FOUND);
                    return 0;
                }
            });
        }
        int made = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(work)) {
                made += each.get();
            }
        }
        assertThat(find(Optional.empty(), Set.of(), Optional.empty())).hasSize(made);
        assertThat(made).isBetween(0, 1);
    }

    private long storedBytes() {
        return store.group(ACCOUNT, GROUP).stored().bytes();
    }

    private LogStreamSummary streamA() {
        StreamQuery query = new StreamQuery(Optional.of("a"), StreamQuery.Order.NAME, false, 50, Optional.empty());
        return store.streams(ACCOUNT, GROUP, query).items().getFirst();
    }

    final Instant now() {
        return time.now().truncatedTo(ChronoUnit.MILLIS);
    }

    final Rejected put(Instant at, String... messages) {
        return store.put(
                ACCOUNT,
                GROUP,
                "a",
                List.of(messages).stream()
                        .map(message -> new NewEvent(at, message))
                        .toList());
    }

    private List<String> find(Optional<String> part, Set<String> names, Optional<LogClass> logClass) {
        return store
                .groups(ACCOUNT, new GroupQuery(Optional.empty(), part, names, logClass, 50, Optional.empty()))
                .items()
                .stream()
                .map(LogGroup::name)
                .toList();
    }

    private static void assertRefused(ErrorCode code, Runnable call) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(call::run)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
