package dev.hearth.dataplane.sandbox.container;

import static dev.hearth.dataplane.sandbox.RecordingListener.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.Slot;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program with container sandboxes that is killed in the middle of making and removing some. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KilledDriverTest {
    /** A sandbox is replaced in some 100 ms: within this time death meets every step of it. */
    private static final int MOMENTS_MILLISECONDS = 300;

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"built-in", "crun", "runc"})
    void leavesNothingOnceAnotherHasStarted(String runtime) throws Exception {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        open(runtime).close(); // containers can run here
        long seed = System.nanoTime();
        int moment = new Random(seed).nextInt(MOMENTS_MILLISECONDS);
        String marker = "1" + Ids.secure().hex(8).replaceAll("[^0-9]", "1");

        Slot slot = runAndKill(runtime, marker, moment);

        assertThat(sleepers(marker)).isNotZero();
        try (ContainerDriver next = open(runtime)) {
            // each of the makers may have had one in hand
            assertThat(next.recover()).as("seed %d", seed).isGreaterThanOrEqualTo(KilledDriver.SANDBOXES / 2);
            assertThat(sleepers(marker)).as("seed %d", seed).isZero();
        }
        awaitTrue(
                "loop devices are gone, seed " + seed,
                () -> Leftovers.loopDevices(home).isEmpty());
        assertThat(Leftovers.of(slot)).as("seed %d", seed).isEmpty();
        assertThat(home.resolve("scratch")).as("seed %d", seed).isEmptyDirectory();
    }

    /** The slot that it had. */
    private Slot runAndKill(String runtime, String marker, int moment) throws Exception {
        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledDriver.class.getName(),
                        home.toString(),
                        runtime,
                        marker))
                .redirectOutput(home.resolve("output").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            Path running = home.resolve("running");
            awaitTrue("the program runs its sandboxes", () -> Files.exists(running) || !program.isAlive());
            assertThat(program.waitFor(moment, TimeUnit.MILLISECONDS))
                    .as(Files.readString(home.resolve("output")))
                    .isFalse();
            return new Slot(Integer.parseInt(Files.readString(running)), Slot.HOME);
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    private ContainerDriver open(String runtime) throws IOException {
        try {
            return ContainerDriver.open(KilledDriver.config(home, runtime));
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    private static long sleepers(String marker) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(marker))
                        .orElse(false))
                .count();
    }
}
