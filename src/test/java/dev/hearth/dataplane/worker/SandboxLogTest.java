package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.EventPage;
import dev.hearth.neighbours.logs.EventQuery;
import dev.hearth.neighbours.logs.LogStream;
import dev.hearth.neighbours.logs.MemoryLogStore;
import dev.hearth.neighbours.logs.TimeRange;
import dev.hearth.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
        SandboxLog log = new SandboxLog((timestamp, line) -> lines.add(line), Optional.empty(), Time.SYSTEM);
        log.output(bytes("one\ntw"));
        log.output(bytes("o\nthr"));
        log.say("END");

        assertThat(lines).containsExactly("one\n", "two\n", "thr", "END\n");
        assertThat(new String(log.tail(), StandardCharsets.UTF_8)).isEqualTo("one\ntwo\nthr\nEND\n");
    }

    @Test
    void leavesOutEmptyLines() {
        SandboxLog log = new SandboxLog((timestamp, line) -> lines.add(line), Optional.empty(), Time.SYSTEM);
        log.output(bytes("\none\n\n \n\n"));
        log.say("END");

        assertThat(lines).containsExactly("one\n", " \n", "END\n");
        assertThat(new String(log.tail(), StandardCharsets.UTF_8)).isEqualTo("one\n \nEND\n");
    }

    @Test
    void cutsALongLineOnceWhereTheStoreWould() {
        MemoryLogStore store = new MemoryLogStore(Time.SYSTEM);
        AccountId account = new AccountId("000000000000");
        SandboxLog log = new SandboxLog(store.open(account, "g", "s"), Optional.empty(), Time.SYSTEM);
        log.output(bytes("x".repeat(2 * LogStream.EVENT_BYTES + 5) + "\n"));

        EventQuery all = new EventQuery(TimeRange.ALL, true, 10, Optional.empty());
        List<Integer> lengths = new ArrayList<>();
        EventPage page = store.events(account, "g", "s", all);
        page.events().forEach(event -> lengths.add(event.message().length()));
        assertThat(lengths).containsExactly(LogStream.EVENT_BYTES, LogStream.EVENT_BYTES, 6);
    }

    @Test
    void aFrameIsOneEventAndLeavesTheLineAroundItWhole() {
        SandboxLog log = log(Optional.empty());
        log.output(bytes("begun "));
        log.output(frame(0xa55a0003, "one\ntwo\n"));
        log.output(frame(0xa55a000e, "{}"));
        log.output(bytes("and ended\n"));

        assertThat(lines).containsExactly("one\ntwo\n", "{}", "begun and ended\n");
        assertThat(new String(log.tail(), StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n{}\nbegun and ended\n");
    }

    @Test
    void aFrameWithoutTimeIsOneEvent() {
        SandboxLog log = log(Optional.empty());
        ByteBuffer frame = ByteBuffer.allocate(11);
        log.output(frame.putInt(0xa55a0001).putInt(3).put(bytes("a\nb")).array());
        log.output(bytes("c\n"));

        assertThat(lines).containsExactly("a\nb", "c\n");
    }

    @Test
    void whatOnlyLooksLikeAFrameIsText() {
        SandboxLog log = log(Optional.empty());
        byte[] longAgo = frame(0xa55a0003, "x\n");
        longAgo[8] = 1;
        byte[] tooLong = frame(0xa55a0003, "y\n");
        tooLong[4] = 0x7f;
        for (byte[] bytes : List.of(longAgo, tooLong, frame(0xa55a0000, "z\n"), frame(0xa55a001f, "q\n"))) {
            log.output(bytes);
        }
        log.output(new byte[] {(byte) 0xa5, (byte) 0xa5, 0x5a});
        log.say("END");
        log.output(frame(0xa55a0003, "good"));

        assertThat(lines).hasSize(7).endsWith("END\n", "good");
        assertThat(lines.getFirst()).endsWith("x\n");
    }

    @Test
    void aFrameThatItsProcessDidNotEndIsWrittenAsFarAsItCame() {
        SandboxLog log = log(Optional.empty());
        byte[] frame = frame(0xa55a0003, "one\ntwo");
        log.output(Arrays.copyOf(frame, frame.length - 2));
        log.say("END");
        log.outputEnded();
        log.output(bytes("next\n"));

        assertThat(lines).containsExactly("END\n", "one\nt", "next\n");
    }

    /** Wherever the bytes are cut, frames and lines come out the same. */
    @RepeatedTest(50)
    void framesAreReadWhereverTheBytesAreCut(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String text = "漢\n".repeat(1 + random.nextInt(5)) + i;
            if (random.nextBoolean()) {
                all.write(frame(0xa55a0002 | random.nextInt(7) << 2 | random.nextInt(2), text));
                expected.add(text);
            } else {
                all.write(bytes(i + "\n"));
                expected.add(i + "\n");
            }
        }
        SandboxLog log = log(Optional.empty());
        byte[] bytes = all.toByteArray();
        for (int from = 0; from < bytes.length; ) {
            int until = Math.min(bytes.length, from + 1 + random.nextInt(20));
            log.output(Arrays.copyOfRange(bytes, from, until));
            from = until;
        }

        assertThat(lines).isEqualTo(expected);
    }

    @Test
    void dropsWhatIsBelowTheLevel() {
        SandboxLog log = log(Optional.of(ApplicationLevel.WARN));
        for (String level : List.of("trace", "DEBUG", "Info", "other")) {
            log.output(bytes("{\"level\": \"" + level + "\", \"message\": \"m\"}\n"));
        }
        log.output(bytes("text\n{\"message\": \"without\"}\n{no json\n{\"level\": 5}\n"));
        log.output(frame(0xa55a000e, "{\"level\": \"ERROR\"}"));
        List<String> kept = List.of(
                "{\"level\": \"warn\"}\n",
                "{\"a\": {}, \"level\":\"WARNING\"}\n",
                "{\"level\": \"Error\"}\n",
                "{\"level\": \"FATAL\"}\n",
                "{\"level\": \"CRITICAL\"}\n");
        kept.forEach(line -> log.output(bytes(line)));
        log.output(frame(0xa55a0016, "an error\n"));
        log.say("END");

        assertThat(lines)
                .startsWith(kept.toArray(String[]::new))
                .endsWith("an error\n", "END\n")
                .hasSize(7);
    }

    @Test
    void keepsWhatCountsAsInformationWhereThatIsTheLevel() {
        SandboxLog log = log(Optional.of(ApplicationLevel.INFO));
        log.output(bytes("text\n{\"level\": \"debug\"}\n{\"level\": \"none\"}\n"));

        assertThat(lines).containsExactly("text\n", "{\"level\": \"none\"}\n");
    }

    @Test
    void keepsTheLastFourKilobytesOfAnInvocation() {
        SandboxLog log = new SandboxLog((timestamp, line) -> {}, Optional.empty(), Time.SYSTEM);
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
            splitter.add(all, from, until);
            from = until;
        }
        splitter.finish();

        assertThat(String.join("", lines).replace("\n", ""))
                .isEqualTo(text.toString().replace("\n", ""));
        assertThat(lines).allMatch(line -> bytes(line).length <= 16);
    }

    @Test
    void writesMillisecondsWithTwoDecimals() {
        assertThat(Reports.milliseconds(Duration.ofNanos(12_345_678))).isEqualTo("12.34");
        assertThat(Reports.milliseconds(Duration.ofNanos(1_070_000))).isEqualTo("1.07");
        assertThat(Reports.milliseconds(Duration.ZERO)).isEqualTo("0.00");
    }

    private SandboxLog log(Optional<ApplicationLevel> least) {
        return new SandboxLog((timestamp, line) -> lines.add(line), least, Time.SYSTEM);
    }

    private static byte[] frame(int type, String text) {
        byte[] content = bytes(text);
        return ByteBuffer.allocate(16 + content.length)
                .putInt(type)
                .putInt(content.length)
                .putLong(Time.SYSTEM.now().toEpochMilli() * 1_000)
                .put(content)
                .array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
