package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.model.DataSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A program's hold on its sandbox. Every call waits while the sandbox is frozen, and throws once the sandbox is reset
 * or destroyed.
 */
public final class SimulatedProcess {
    private final SimulatedSandbox sandbox;
    private Assignment assignment;

    /** Has none until it has a function. */
    private Optional<SimulatedFiles> files;

    SimulatedProcess(SimulatedSandbox sandbox, Assignment assignment, Optional<SimulatedFiles> files) {
        this.sandbox = sandbox;
        this.assignment = assignment;
        this.files = files;
    }

    /** Command, environment, working folder. */
    public Assignment assignment() {
        return assignment;
    }

    public SimulatedFiles files() {
        return files.orElseThrow(() -> new IllegalStateException("there is no function yet"));
    }

    /** Waits for the function, if the program was started before there was one. */
    public void awaitFunction() throws InterruptedException {
        if (files.isEmpty()) {
            assignment = sandbox.awaitFunction();
            files = Optional.of(sandbox.filesOf(assignment));
        }
    }

    /** Prints to standard output. */
    public void print(String text) {
        print(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Prints to standard output. */
    public void print(byte[] bytes) {
        sandbox.print(this, bytes);
    }

    /** Takes more memory; over the sandbox's limit, if there is one, this ends the program. */
    public void take(DataSize memory) {
        sandbox.take(this, memory);
    }

    /** Uses processor time, at once. */
    public void work(Duration time) {
        sandbox.work(this, time);
    }

    /** Gives memory back. */
    public void release(DataSize memory) {
        sandbox.release(this, memory);
    }

    /** Does nothing for a time. */
    public void pause(Duration duration) throws InterruptedException {
        sandbox.pause(this, duration);
    }

    /** Does nothing for ever: returns by exception only. */
    public void idle() throws InterruptedException {
        sandbox.idle(this);
    }

    /** Prints why the program failed, and ends as one that did. */
    Exit failed(Exception failure) {
        try {
            print(failure + "\n");
        } catch (KilledException e) {
            return new Exit.Signal(9);
        }
        return new Exit.Status(1);
    }
}
