package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.dataplane.sandbox.StemFiles;
import dev.hearth.dataplane.sandbox.simulated.SimulatedDriver;
import dev.hearth.dataplane.sandbox.simulated.SimulatedMachine;
import dev.hearth.dataplane.sandbox.simulated.SimulatedProcess;
import dev.hearth.model.DataSize;
import dev.hearth.time.Ids;
import dev.hearth.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StemCellsTest {
    private static final DataSize MEMORY = DataSize.ofMebibytes(1_024);
    private static final String PRINTS = "prints";
    private static final String MISSING = "missing";

    @TempDir
    Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    private final CountDownLatch printed = new CountDownLatch(1);
    private final Ids ids = Ids.secure();
    private final SimulatedDriver driver = new SimulatedDriver(
            new SimulatedMachine(),
            assignment -> assignment.command().contains(MISSING) ? Optional.empty() : Optional.of(this::run),
            SimulatedDriver.EVERYTHING);
    private final FakeRoom room = new FakeRoom(4);
    private StemCells cells = cells(driver, 8);
    private Path program;
    private Image image;

    /** Room for so many. */
    private static final class FakeRoom implements StemCells.Room {
        private int left;

        FakeRoom(int left) {
            this.left = left;
        }

        @Override
        public boolean take(DataSize memory) {
            if (left == 0) {
                return false;
            }
            left--;
            return true;
        }

        @Override
        public void giveBack(DataSize memory) {
            left++;
        }
    }

    @BeforeEach
    void makeFiles() throws IOException {
        program = Files.writeString(folder.resolve("program"), "1");
        image = new Image("image", folder);
    }

    @Test
    void theFirstColdStartFindsNoneAndTheNextOneDoes() {
        assertThat(cells.take(kind("python"), MEMORY)).isEmpty();
        assertThat(cells.held()).isEqualTo(new DataSize(0));
        settle();
        assertThat(cells.held()).isEqualTo(Limits.STEM_MEMORY);
        assertThat(cells.take(kind("ruby"), MEMORY)).isEmpty();
        Sandbox taken = cells.take(kind("python"), MEMORY).orElseThrow();
        assertThat(cells.held()).isEqualTo(new DataSize(0));
        assertThat(taken.isWaiting()).isTrue();
        assertThat(runs(taken, "python")).isEqualTo("waited\n");
        settle();
        assertThat(cells.take(kind("python"), MEMORY))
                .get()
                .extracting(Sandbox::id)
                .isNotEqualTo(taken.id());
    }

    @Test
    void aMomentPassesBeforeOneIsStarted() {
        cells.take(kind("python"), MEMORY);
        clock.advance(Limits.STEM_DELAY.minusNanos(1));
        assertThat(cells.held()).isEqualTo(new DataSize(0));
        clock.advance(Duration.ofNanos(1));
        assertThat(cells.held()).isEqualTo(Limits.STEM_MEMORY);
    }

    @Test
    void asManyWaitAsThereIsRoomFor() {
        burst("python", 6);
        assertThat(room.left).isZero();
        assertThat(cells.held()).isEqualTo(new DataSize(4 * Limits.STEM_MEMORY.bytes()));
    }

    @Test
    void theyMakeWayForSandboxes() {
        burst("python", 4);
        assertThat(cells.giveWay(DataSize.ofMebibytes(129))).isTrue();
        assertThat(room.left).isEqualTo(2);
        assertThat(cells.held()).isEqualTo(new DataSize(2 * Limits.STEM_MEMORY.bytes()));
        assertThat(cells.giveWay(MEMORY)).isTrue();
        assertThat(cells.giveWay(MEMORY)).isFalse();
        assertThat(room.left).isEqualTo(4);
        assertThat(driver.recover()).isZero();
    }

    @Test
    void thoseThatNobodyTakesEnd() {
        burst("python", 4);
        clock.advance(Limits.STEM_HALF_LIFE.plus(Limits.STEM_REVIEW));
        assertThat(room.left).isEqualTo(2);
        clock.advance(Limits.STEM_KEPT);
        assertThat(room.left).isEqualTo(4);
        assertThat(driver.recover()).isZero();
        assertThat(cells.take(kind("python"), MEMORY)).isEmpty();
    }

    @Test
    void oneWhoseInterpreterHasBeenReplacedIsNotUsed() throws IOException {
        burst("python", 1);
        Files.writeString(program, "22");
        assertThat(cells.take(kind("python"), MEMORY)).isEmpty();
        assertThat(driver.recover()).isZero();
        settle();
        assertThat(cells.take(kind("python"), MEMORY)).isPresent();
    }

    @Test
    void oneThatDoesNotWaitIsNotUsedAndNotStartedAgain() throws InterruptedException {
        burst(PRINTS, 1);
        printed.await();
        assertThat(cells.take(kind(PRINTS), MEMORY)).isEmpty();
        settle();
        assertThat(room.left).isEqualTo(4);
        assertThat(driver.recover()).isZero();
    }

    @Test
    void oneThatCannotBeStartedIsTriedOnce() {
        burst(MISSING, 3);
        assertThat(room.left).isEqualTo(4);
        assertThat(driver.recover()).isZero();
        assertThat(cells.take(kind(MISSING), MEMORY)).isEmpty();
    }

    @Test
    void closeEndsAllThatWait() {
        burst("python", 3);
        var _ = cells.take(kind("python"), MEMORY).orElseThrow();
        cells.close();
        assertThat(room.left).isEqualTo(4);
        settle();
        assertThat(cells.take(kind("python"), MEMORY)).isEmpty();
        settle();
        assertThat(driver.recover()).as("the one that was taken").isEqualTo(1);
        cells.close();
    }

    @Test
    void noneWaitsWhereADriverCannotDoIt() {
        SimulatedDriver without = new SimulatedDriver(
                new SimulatedMachine(),
                assignment -> Optional.of(this::run),
                new SandboxCapabilities(true, true, true, true, false, TreeOwner.UNPACKER, false, 1));
        cells = cells(without, 8);
        burst("python", 3);
        assertThat(room.left).isEqualTo(4);
    }

    private StemCells cells(SimulatedDriver of, int limit) {
        return new StemCells(of, limit, room, clock, ids, clock, Runnable::run);
    }

    private void burst(String name, int size) {
        for (int i = 0; i < size; i++) {
            assertThat(cells.take(kind(name), MEMORY)).isEmpty();
        }
        settle();
    }

    private void settle() {
        clock.advance(Limits.STEM_DELAY);
    }

    private StemCells.Kind kind(String name) {
        StemFiles files = new StemFiles(image, Optional.empty());
        return new StemCells.Kind(new Stem(files, List.of(name), Map.of(), Path.of("/var/task")), program);
    }

    private String runs(Sandbox sandbox, String name) {
        RecordingListener listener = new RecordingListener();
        Contents contents = new Contents(image, image, Optional.empty(), List.of());
        sandbox.assign(new Assignment(contents, List.of(name), Map.of(), Path.of("/var/task")), listener);
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        return listener.text();
    }

    private Exit run(SimulatedProcess process) throws InterruptedException {
        if (process.assignment().command().contains(PRINTS)) {
            process.print("a warning\n");
            printed.countDown();
        }
        process.awaitFunction();
        process.print("waited\n");
        return new Exit.Status(0);
    }
}
