package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.HostLock;
import dev.hearth.base.linux.Slot;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs {@code nft} for a slot's network.
 *
 * <p>A tool outlives this program if that is killed, and would go on making things while the next life removes them. So
 * it holds a lock, which the next life waits for; and it does nothing if this program had ended before it held the
 * lock.
 */
final class NetworkTools {
    private final Slot slot;

    NetworkTools(Slot slot) {
        this.slot = slot;
    }

    /**
     * Puts rules in force.
     *
     * @throws dev.hearth.base.linux.LinuxException if that fails, with what the tool said
     */
    void nft(String rules) {
        Command.run(
                List.of("flock", "--no-fork", lockFile().toString(), "sh", "-e"),
                "[ $PPID = " + ProcessHandle.current().pid() + " ]\nnft -f - <<'END'\n" + rules + "END\n",
                NetworkLimits.TOOL);
    }

    /** Waits until no tool of the slot runs, and keeps others from starting. */
    HostLock quiet() {
        return HostLock.acquire(lockFile());
    }

    private Path lockFile() {
        return slot.home().resolve(slot.name() + "-tools.lock");
    }
}
