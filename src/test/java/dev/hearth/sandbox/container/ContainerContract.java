package dev.hearth.sandbox.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.linux.Slot;
import dev.hearth.sandbox.SandboxDriver;
import dev.hearth.sandbox.SandboxDriverContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The contract of sandbox drivers, and what only containers promise, with one of the OCI runtimes. */
abstract class ContainerContract extends SandboxDriverContract {
    private final String runtime;
    private @Nullable ContainerDriver last;

    ContainerContract(String runtime) {
        this.runtime = runtime;
    }

    @Override
    protected SandboxDriver open(Path folder) throws IOException {
        ContainerDriver earlier = last;
        if (earlier != null) {
            earlier.abandon();
        }
        try {
            ContainerDriver driver = ContainerDriver.open(new ContainerConfig(
                    Slot.HOME,
                    folder.resolve("scratch"),
                    Optional.of(runtime),
                    System.getenv("PATH"),
                    9001,
                    Set.of(),
                    List.of()));
            last = driver;
            return driver;
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }
}
