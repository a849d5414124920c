package dev.hearth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import org.junit.jupiter.api.Test;

class MemoryLogStoreTest extends LogStoreContract {
    @Override
    LogStore open() {
        return new MemoryLogStore(Time.SYSTEM);
    }

    @Test
    void aGroupThatIsTooBigLosesItsOldestEvents() {
        DataSize size = DataSize.ofKibibytes(64);
        store = new MemoryLogStore(Time.SYSTEM, new Limits(size, 10, size, size, size));
        for (int i = 0; i < 1000; i++) {
            append("stream " + i / 500, i, "event " + i + " " + "x".repeat(100));
        }
        assertThat(all(GROUP)).hasSizeBetween(100, 400);
        assertThat(all(GROUP).getLast().message()).startsWith("event 999");
        assertThat(allByStream("stream 1")).isEqualTo(all(GROUP));
    }
}
