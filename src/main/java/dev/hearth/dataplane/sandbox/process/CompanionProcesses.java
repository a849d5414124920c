package dev.hearth.dataplane.sandbox.process;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes that run beside a sandbox's own, each with a pipe and threads of its own. */
final class CompanionProcesses {
    private final SandboxId id;
    private final RunFolder folder;
    private final ProcessLauncher launcher;
    private final ProcessScans scans;
    private final Ids ids;
    private final List<RunningProcess> running = new ArrayList<>();
    private volatile boolean killed;

    CompanionProcesses(SandboxId id, RunFolder folder, ProcessLauncher launcher, ProcessScans scans, Ids ids) {
        this.id = id;
        this.folder = folder;
        this.launcher = launcher;
        this.scans = scans;
        this.ids = ids;
    }

    /** Starts all of an assignment; the listener hears of those that can't be. */
    void start(Assignment assignment, SandboxListener listener) throws IOException {
        for (Companion companion : assignment.companions().programs()) {
            Assignment own = new Assignment(
                    assignment.files(),
                    List.of(companion.program().toString()),
                    assignment.companions().environment(),
                    Path.of("/"));
            OutputPipe output = OutputPipe.make(folder.companionOutput(running.size()), ids);
            try {
                Process started = launcher.start(own, folder.scratch(), output.path());
                RunningProcess process = new RunningProcess(
                        id, started, ProcessTree.without(scans, started.toHandle()), output, of(companion, listener));
                running.add(process);
                process.listen(() -> {});
            } catch (IOException e) {
                output.close();
                listener.companionExited(
                        companion, new Exit.NotStarted("fork/exec " + companion.program() + ": " + e.getMessage()));
            }
        }
    }

    private SandboxListener of(Companion companion, SandboxListener listener) {
        return new SandboxListener() {
            @Override
            public void output(byte[] bytes) {
                listener.companionOutput(bytes);
            }

            @Override
            public void exited(Exit exit) {
                if (!killed) {
                    listener.companionExited(companion, exit);
                }
            }
        };
    }

    void flush() {
        running.forEach(RunningProcess::flush);
    }

    /** Kills them and all that they started. False if that is in vain. */
    boolean kill() {
        killed = true;
        boolean ended = true;
        for (RunningProcess process : running) {
            ended &= process.kill();
        }
        return ended;
    }
}
