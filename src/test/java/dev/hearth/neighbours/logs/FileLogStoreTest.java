package dev.hearth.neighbours.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogStoreTest extends LogManagementContract {
    private static final Limits LIMITS = new Limits(
            GROUPS,
            Limits.DEFAULT.group(),
            Limits.DEFAULT.streams(),
            Limits.DEFAULT.segment(),
            Limits.DEFAULT.buffer(),
            Limits.DEFAULT.streamBuffer());

    private static final DataSize MUCH = DataSize.ofMebibytes(64);

    @TempDir
    Path home;

    @Override
    LogStore open() {
        return new FileLogStore(home, time, LIMITS);
    }

    @Test
    void eventsAreThereAfterARestart() {
        append("a", 1, "before");
        List<LogEvent> before = all(GROUP);
        store.close();
        store = open();
        assertThat(all(GROUP)).isEqualTo(before);
        append("a", 2, "after");
        assertThat(messages(allByStream("a"))).containsExactly("before", "after");
    }

    @Test
    void anotherProcessReadsWhatIsWritten() {
        append("a", 1, "one");
        all(GROUP);
        try (LogStore reader = open()) {
            FilterQuery query = new FilterQuery(Set.of(), Optional.empty(), TimeRange.ALL, "", 10, Optional.empty());
            assertThat(messages(reader.filter(ACCOUNT, GROUP, query).items())).containsExactly("one");
            append("b", 2, "two");
            all(GROUP);
            assertThat(messages(reader.filter(ACCOUNT, GROUP, query).items())).containsExactly("one", "two");
        }
    }

    /** A sweep reads the files on its own thread; what is written meanwhile must not go with what was found. */
    @Test
    void whatIsWrittenBetweenASweepsLookAndItsRemovalStays() throws Exception {
        LogFolder folder = new LogFolder(home);
        LogFiles files = new LogFiles(folder, LIMITS, time);
        GroupKey group = new GroupKey(ACCOUNT, GROUP);
        time.set(Duration.ofDays(-10));
        files.create(group, GroupSettings.DEFAULT.withRetentionDays(Optional.of(1)));
        for (String stream : List.of("idle", "written")) {
            files.add(new StreamKey(group, stream), new LogFormat.Entry(time.now(), time.now(), "old"));
        }
        assertThat(files.flush()).isEmpty();
        time.set(Duration.ZERO);
        List<LogFolder.Expired> expired = folder.expired(group, time.now());
        assertThat(expired).hasSize(2);

        files.add(new StreamKey(group, "written"), new LogFormat.Entry(time.now(), time.now(), "new"));
        assertThat(files.flush()).isEmpty();
        files.remove(group, expired);
        files.close();

        store.close();
        store = open();
        assertThat(messages(all(GROUP))).containsExactly("new");
        assertThat(LogFolder.segments(folder.path(ACCOUNT, GROUP)).stream().map(LogFolder.Segment::number))
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aLineTornByACrashIsForgotten() throws IOException {
        append("a", 1, "whole");
        store.close();
        Files.writeString(file("a"), "1763899200000 17638992", StandardOpenOption.APPEND);
        store = open();
        assertThat(messages(all(GROUP))).containsExactly("whole");
        append("a", 2, "next");
        assertThat(messages(all(GROUP))).containsExactly("whole", "next");
        assertThat(messages(allByStream("a"))).containsExactly("whole", "next");
    }

    @Test
    void aFileTornAtItsBeginningIsBegunAgain() throws IOException {
        append("a", 1, "lost");
        store.close();
        Files.writeString(file("a"), "17638992");
        store = open();
        assertThat(all(GROUP)).isEmpty();
        append("a", 2, "next");
        assertThat(messages(all(GROUP))).containsExactly("next");
    }

    @Test
    void damagedLinesAreSkipped() throws IOException {
        append("a", 1, "good");
        store.close();
        Files.writeString(file("a"), "\0\0\0\0\nx y z\n5 \n\n", StandardOpenOption.APPEND);
        store = open();
        append("a", 2, "good too");
        assertThat(messages(all(GROUP))).containsExactly("good", "good too");
    }

    @Test
    void aLongStreamIsReadAcrossItsFiles() throws IOException {
        store.close();
        store = new FileLogStore(home, time, new Limits(GROUPS, MUCH, 1000, DataSize.ofKibibytes(4), MUCH, MUCH));
        for (int i = 0; i < 1000; i++) {
            append("a", i, "event " + i);
            if (i % 100 == 0) {
                all(GROUP);
            }
        }
        assertThat(messages(allByStream("a")))
                .hasSize(1000)
                .startsWith("event 0")
                .endsWith("event 999");
        assertThat(messages(all(GROUP))).isEqualTo(messages(allByStream("a")));
        EventPage end = events("a", false, 500, Optional.empty());
        assertThat(messages(end.events())).hasSize(500).startsWith("event 500");
        assertThat(messages(events("a", false, 500, Optional.of(end.backward())).events()))
                .hasSize(500)
                .startsWith("event 0");
        assertThat(files()).hasSizeGreaterThan(5);
    }

    @Test
    void aGroupThatIsTooBigLosesItsOldestFiles() throws IOException {
        store.close();
        DataSize small = DataSize.ofKibibytes(64);
        store = new FileLogStore(home, time, new Limits(GROUPS, small, 1000, DataSize.ofKibibytes(4), MUCH, MUCH));
        for (int i = 0; i < 2000; i++) {
            append("stream " + i / 1000, i, "event " + i + " " + "x".repeat(100));
            if (i % 50 == 0) {
                all(GROUP);
            }
        }
        assertThat(all(GROUP)).hasSizeBetween(200, 600);
        assertThat(all(GROUP).getLast().message()).startsWith("event 1999");
        assertThat(allByStream("stream 1")).isEqualTo(all(GROUP));
    }

    @Test
    void aGroupWithTooManyStreamsLosesTheOldest() throws IOException {
        store.close();
        store = new FileLogStore(home, time, new Limits(GROUPS, MUCH, 100, MUCH, MUCH, MUCH));
        for (int i = 0; i < 500; i++) {
            append("stream " + i, i, "event " + i);
            if (i % 20 == 0) {
                all(GROUP);
            }
        }
        assertThat(all(GROUP))
                .hasSizeLessThanOrEqualTo(100)
                .last()
                .satisfies(last -> assertThat(last.message()).isEqualTo("event 499"));
        assertThat(files()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void whatIsTooFastIsDroppedAndCounted() {
        store.close();
        DataSize small = DataSize.ofKibibytes(16);
        store = new FileLogStore(home, time, new Limits(GROUPS, MUCH, 100, MUCH, MUCH, small));
        LogStream stream = store.open(ACCOUNT, GROUP, "a");
        int appended = 200_000;
        for (int i = 0; i < appended; i++) {
            stream.append(START, "event " + i);
        }
        int kept = 0;
        int dropped = 0;
        store.close(); // the last notice too is written
        for (LogEvent event : allByStream("a")) {
            if (event.message().startsWith("[hearth] ")) {
                dropped += Integer.parseInt(event.message().replaceAll("[^0-9]", ""));
            } else {
                kept++;
            }
        }
        assertThat(dropped).isPositive();
        assertThat(kept + dropped).isEqualTo(appended);
    }

    @Test
    void manyStreamsAreWrittenByManyThreads() throws IOException {
        int streams = Limits.OPEN_FILES + 100;
        int events = 5;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < streams; i++) {
                LogStream stream = store.open(ACCOUNT, GROUP, "stream " + i);
                threads.execute(() -> {
                    for (int event = 0; event < events; event++) {
                        stream.append(START.plusMillis(event), "event " + event);
                    }
                });
            }
        }
        assertThat(all(GROUP)).hasSize(streams * events);
        assertThat(messages(allByStream("stream 7")))
                .hasSize(events)
                .startsWith("event 0")
                .endsWith("event 4");
        assertThat(files()).hasSize(streams);
    }

    @Test
    void settingsAreThereAfterARestart() {
        store.createGroup(ACCOUNT, GROUP, SETTINGS);
        store.createStream(ACCOUNT, GROUP, "a");
        store.close();
        store = open();
        assertThat(store.group(ACCOUNT, GROUP).settings()).isEqualTo(SETTINGS);
        put(now(), "x");
        assertThat(messages(all(GROUP))).containsExactly("x");
    }

    @Test
    void whatADeletionLeftBehindDoesNotComeBack() throws IOException {
        append("a", 1, "deleted");
        store.close();
        Files.delete(GroupFile.in(new LogFolder(home).path(ACCOUNT, GROUP))); // the process ended here
        store = open();
        assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> all(GROUP));
        store.createGroup(ACCOUNT, GROUP, SETTINGS.withRetentionDays(Optional.empty()));
        assertThat(all(GROUP)).isEmpty();
        append("a", 2, "new");
        assertThat(messages(all(GROUP))).containsExactly("new");
    }

    @Test
    void aStreamTornAtItsBeginningIsNone() throws IOException {
        append("b", 1, "x");
        store.close();
        Files.writeString(file("a"), "17638992");
        store = open();
        store.createStream(ACCOUNT, GROUP, "a");
        assertThat(events("a", true, 10, Optional.empty()).events()).isEmpty();
    }

    @Test
    void damagedSettingsCountForNothing() throws IOException {
        store.createGroup(ACCOUNT, GROUP, SETTINGS);
        Files.writeString(
                GroupFile.in(new LogFolder(home).path(ACCOUNT, GROUP)), "1763899200000 " + GROUP + "\n{\"tags\":");
        assertThat(store.group(ACCOUNT, GROUP).settings()).isEqualTo(GroupSettings.DEFAULT);
        assertThat(store.group(ACCOUNT, GROUP).name()).isEqualTo(GROUP);
    }

    @Test
    void whatTheDiskDoesNotTakeIsToldToWhoPutIt() throws IOException {
        store.createGroup(ACCOUNT, GROUP, GroupSettings.DEFAULT);
        store.createStream(ACCOUNT, GROUP, "a");
        store.close();
        store = open();
        Files.delete(file("a"));
        Files.createDirectory(file("a")); // no file can be here, as on a disk that takes no more
        assertUnavailable(() -> put(now(), "x"));
        Files.delete(file("a"));
        put(now(), "y");
        assertThat(messages(all(GROUP))).containsExactly("y");
        Files.writeString(home.resolve(OTHER.value()), "in the way");
        assertUnavailable(() -> store.createGroup(OTHER, GROUP, GroupSettings.DEFAULT));
    }

    /** Needs a file system of its own that is soon full, which only root can make. */
    @Test
    void aFullDiskCostsOnlyWhatItDidNotTake() throws Exception {
        Path small = Files.createDirectory(home.resolve("small"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", small.toString()) == 0,
                "no file system can be mounted here");
        try (LogStore full = new FileLogStore(small, time, LIMITS)) {
            full.createGroup(ACCOUNT, GROUP, SETTINGS);
            full.createStream(ACCOUNT, GROUP, "a");
            full.put(ACCOUNT, GROUP, "a", List.of(new NewEvent(now(), "before")));
            List<NewEvent> large = List.of(new NewEvent(now(), "first"), new NewEvent(now(), "x".repeat(1_000_000)));
            assertUnavailable(() -> full.put(ACCOUNT, GROUP, "a", large));
            full.put(ACCOUNT, GROUP, "a", List.of(new NewEvent(now(), "after")));
            FilterQuery query = new FilterQuery(Set.of(), Optional.empty(), TimeRange.ALL, "", 10, Optional.empty());
            assertThat(messages(full.filter(ACCOUNT, GROUP, query).items())).containsExactly("before", "after");
            full.changeGroup(ACCOUNT, GROUP, settings -> settings.withRetentionDays(Optional.of(1)));
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(call)
                .satisfies(failed -> assertThat(failed.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }

    private Path file(String stream) {
        return LogFolder.segment(new LogFolder(home).path(ACCOUNT, GROUP), stream, 0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }
}
