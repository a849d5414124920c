package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.HostLock;
import dev.hearth.base.linux.Slot;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs {@code nft} for a slot's network.
 *
 * <p>A tool can outlive this program if that is killed, and would then make things while the next instance removes
 * them. So a tool holds a lock, for which the next instance waits. It does nothing if this program ended before the
 * tool had the lock.
 */
final class NetworkTools {
    private final Slot slot;

    NetworkTools(Slot slot) {
        this.slot = slot;
    }

    /**
     * Applies rules.
     *
     * @throws dev.hearth.base.linux.LinuxException if that fails, with the tool's output
     */
    void nft(String rules) {
        Command.run(
                List.of("flock", "--no-fork", lockFile().toString(), "sh", "-e"),
                "[ $PPID = " + ProcessHandle.current().pid() + " ]\nnft -f - <<'END'\n" + rules + "END\n",
                NetworkLimits.TOOL);
    }

    /** Waits until no tool of the slot runs, and prevents others from starting. */
    HostLock quiet() {
        return HostLock.acquire(lockFile());
    }

    private Path lockFile() {
        return slot.home().resolve(slot.name() + "-tools.lock");
    }
}
