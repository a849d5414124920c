package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.HostLock;
import dev.hearth.base.linux.Slot;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the tools that make a slot's network.
 *
 * <p>A tool outlives this program if that is killed, and would go on making things while the next life removes them. So
 * it holds a lock, shared with the slot's other tools, which the next life waits for; and it does nothing if this
 * program had ended before it held the lock.
 */
final class NetworkTools {
    private final Slot slot;

    NetworkTools(Slot slot) {
        this.slot = slot;
    }

    /**
     * Runs a shell script, up to its first failure.
     *
     * @throws dev.hearth.base.linux.LinuxException if it fails, with what the tool said
     */
    void run(String script) {
        Command.run(
                List.of("flock", "--shared", "--no-fork", lockFile().toString(), "sh", "-e"),
                "[ $PPID = " + ProcessHandle.current().pid() + " ]\n" + script,
                NetworkLimits.TOOL);
    }

    /** A part of a script that gives lines to a tool. */
    static String feed(String tool, String lines) {
        return tool + " <<'END'\n" + lines + "END\n";
    }

    /** Waits until no tool of the slot runs, and keeps others from starting. */
    HostLock quiet() {
        return HostLock.acquire(lockFile());
    }

    private Path lockFile() {
        return slot.home().resolve(slot.name() + "-tools.lock");
    }
}
