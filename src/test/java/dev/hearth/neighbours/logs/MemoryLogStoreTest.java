package dev.hearth.neighbours.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.DataSize;
import org.junit.jupiter.api.Test;

class MemoryLogStoreTest extends LogManagementContract {
    private static final Limits LIMITS = new Limits(
            GROUPS,
            Limits.DEFAULT.group(),
            Limits.DEFAULT.streams(),
            Limits.DEFAULT.segment(),
            Limits.DEFAULT.buffer(),
            Limits.DEFAULT.streamBuffer());

    @Override
    LogStore open() {
        return new MemoryLogStore(time, LIMITS);
    }

    @Test
    void aGroupThatIsTooBigLosesItsOldestEvents() {
        DataSize size = DataSize.ofKibibytes(64);
        store = new MemoryLogStore(time, new Limits(GROUPS, size, 10, size, size, size));
        for (int i = 0; i < 1000; i++) {
            append("stream " + i / 500, i, "event " + i + " " + "x".repeat(100));
        }
        assertThat(all(GROUP)).hasSizeBetween(100, 400);
        assertThat(all(GROUP).getLast().message()).startsWith("event 999");
        assertThat(allByStream("stream 1")).isEqualTo(all(GROUP));
    }
}
