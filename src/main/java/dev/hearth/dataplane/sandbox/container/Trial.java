package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.model.SandboxId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a program that does nothing, to check that containers work. It also makes the first function's start faster. */
final class Trial {
    private static final SandboxId NAME = new SandboxId("trial");

    private Trial() {}

    /**
     * Returns when the program has ended with success.
     *
     * @param folder any folder, as its code
     * @throws SandboxException if it can't be run
     */
    static void run(SandboxDriver driver, Path folder) {
        SandboxSpec spec = new SandboxSpec(NAME, Limits.TRIAL_MEMORY, Limits.TRIAL_SCRATCH);
        Image empty = new Image("trial", folder);
        Contents contents = new Contents(empty, empty, Optional.empty(), List.of());
        Assignment assignment = new Assignment(contents, List.of("/bin/true"), Map.of(), Path.of("/"));
        CompletableFuture<Exit> end = new CompletableFuture<>();
        Sandbox sandbox = driver.create(spec);
        try {
            sandbox.assign(assignment, new EndOnly(end));
            Exit exit = end.get(Limits.TRIAL.toNanos(), TimeUnit.NANOSECONDS);
            if (!exit.equals(new Exit.Status(0))) {
                throw new SandboxException("a program that does nothing ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while a container was tried", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new SandboxException("a container was started, but a program that does nothing did not end", e);
        } finally {
            sandbox.destroy();
        }
    }

    /** Is told the end. */
    private record EndOnly(CompletableFuture<Exit> end) implements SandboxListener {
        @Override
        public void output(byte[] bytes) {
            // the program prints nothing
        }

        @Override
        public void exited(Exit exit) {
            end.complete(exit);
        }
    }
}
