package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.EventPage;
import dev.hearth.neighbours.logs.EventQuery;
import dev.hearth.neighbours.logs.LogStream;
import dev.hearth.neighbours.logs.MemoryLogStore;
import dev.hearth.neighbours.logs.TimeRange;
import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SandboxLogTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void endsABegunLineBeforeThePlatformSpeaks() {
        SandboxLog log = new SandboxLog((timestamp, line) -> lines.add(line), Time.SYSTEM);
        log.output(bytes("one\ntw"));
        log.output(bytes("o\nthr"));
        log.say("END");

        assertThat(lines).containsExactly("one", "two", "thr", "END");
        assertThat(new String(log.tail(), StandardCharsets.UTF_8)).isEqualTo("one\ntwo\nthr\nEND\n");
    }

    @Test
    void leavesOutEmptyLines() {
        SandboxLog log = new SandboxLog((timestamp, line) -> lines.add(line), Time.SYSTEM);
        log.output(bytes("\none\n\n \n\n"));
        log.say("END");

        assertThat(lines).containsExactly("one", " ", "END");
        assertThat(new String(log.tail(), StandardCharsets.UTF_8)).isEqualTo("one\n \nEND\n");
    }

    @Test
    void cutsALongLineOnceWhereTheStoreWould() {
        MemoryLogStore store = new MemoryLogStore(Time.SYSTEM);
        AccountId account = new AccountId("000000000000");
        SandboxLog log = new SandboxLog(store.open(account, "g", "s"), Time.SYSTEM);
        log.output(bytes("x".repeat(2 * LogStream.EVENT_BYTES + 5) + "\n"));

        EventQuery all = new EventQuery(TimeRange.ALL, true, 10, Optional.empty());
        List<Integer> lengths = new ArrayList<>();
        EventPage page = store.events(account, "g", "s", all);
        page.events().forEach(event -> lengths.add(event.message().length()));
        assertThat(lengths).containsExactly(LogStream.EVENT_BYTES, LogStream.EVENT_BYTES, 5);
    }

    @Test
    void keepsTheLastFourKilobytesOfAnInvocation() {
        SandboxLog log = new SandboxLog((timestamp, line) -> {}, Time.SYSTEM);
        log.say("before");
        log.beginTail();
        for (int i = 0; i < 1_000; i++) {
            log.output(bytes("line " + i + "\n"));
        }

        String tail = new String(log.tail(), StandardCharsets.UTF_8);
        assertThat(tail).hasSize(4_096).endsWith("line 998\nline 999\n").doesNotContain("before");
    }

    /** However the bytes arrive and however long lines are, no character is lost or torn. */
    @RepeatedTest(50)
    void losesNothingWhereverTheBytesAreCut(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append(List.of("a", "é", "漢", "😀", "\n").get(random.nextInt(5)));
        }
        byte[] all = bytes(text.toString());
        LineSplitter splitter = new LineSplitter(16, lines::add);
        for (int from = 0; from < all.length; ) {
            int until = Math.min(all.length, from + 1 + random.nextInt(40));
            splitter.add(java.util.Arrays.copyOfRange(all, from, until));
            from = until;
        }
        splitter.finish();

        assertThat(String.join("", lines)).isEqualTo(text.toString().replace("\n", ""));
        assertThat(lines).allMatch(line -> bytes(line).length <= 16);
    }

    @Test
    void writesMillisecondsWithTwoDecimals() {
        assertThat(Reports.milliseconds(Duration.ofNanos(12_345_678))).isEqualTo("12.34");
        assertThat(Reports.milliseconds(Duration.ofNanos(1_070_000))).isEqualTo("1.07");
        assertThat(Reports.milliseconds(Duration.ZERO)).isEqualTo("0.00");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
