package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.simulated.SimulatedDriver;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UsageMeterTest {
    private static final DataSize TAKEN = DataSize.ofMebibytes(30);
    private static final Duration LONG = Limits.MEMORY_READING_WORTHWHILE;
    private static final Duration SHORT = LONG.dividedBy(10);

    /** Measures that may follow one another at once. */
    private static final int AT_ONCE = 5;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final UsageMeter meter = new UsageMeter(clock);
    private final CountDownLatch taken = new CountDownLatch(1);
    private final SimulatedDriver driver = new SimulatedDriver(assignment -> Optional.of(process -> {
        process.take(TAKEN);
        taken.countDown();
        new CountDownLatch(1).await();
        return new Exit.Status(0);
    }));

    private Sandbox sandbox;

    @BeforeEach
    void start(@TempDir Path folder) throws InterruptedException {
        DataSize size = DataSize.ofMebibytes(128);
        sandbox = driver.create(new SandboxSpec(new SandboxId("metered"), size, size));
        Image image = new Image("any", folder);
        Contents contents = new Contents(image, image, Optional.empty(), List.of());
        sandbox.assign(new Assignment(contents, List.of("any"), Map.of(), folder), new RecordingListener());
        taken.await();
        meter.begin(sandbox);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private int measuresOf(int invocations, Duration each) {
        int before = meter.last().measures();
        for (int i = 0; i < invocations; i++) {
            clock.advance(each);
            assertThat(meter.ended(sandbox, each)).isEqualTo(TAKEN);
        }
        return meter.last().measures() - before;
    }

    @Test
    void shortInvocationsInARowShareAMeasure() {
        assertThat(measuresOf(500, SHORT)).isEqualTo(1 + 500 / 101);
    }

    @Test
    void aLongInvocationHasAMeasureOfItsOwn() {
        assertThat(measuresOf(AT_ONCE, LONG)).isEqualTo(AT_ONCE);
    }

    @Test
    void aSandboxThatIsCalledAllTheTimeIsMeasuredOnceASecond() {
        measuresOf(AT_ONCE, LONG);
        assertThat(measuresOf(1_000, LONG)).as("in ten seconds").isBetween(10, 11);
        assertThat(measuresOf(10_000, SHORT)).as("in ten seconds").isBetween(10, 11);
    }

    @Test
    void afterAPauseMeasuresMayFollowOneAnotherAgain() {
        measuresOf(1_000, LONG);
        clock.advance(Limits.MEASURES_AHEAD);
        assertThat(measuresOf(AT_ONCE - 1, LONG)).isEqualTo(AT_ONCE - 1);
    }

    @Test
    void aResetSandboxIsMeasuredAtOnce() {
        measuresOf(1_000, LONG);
        meter.reset();
        assertThat(measuresOf(1, SHORT)).isEqualTo(1);
    }
}
