package dev.hearth.base.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;

/**
 * A child of this process, or an orphan that it adopted ({@link Spawn#adoptingOrphans}).
 *
 * @param identifier its process id, which no other process gets until {@link #await} or {@link #poll} has returned its
 *     end
 */
public record ChildProcess(int identifier) {
    private static final int BY_PROCESS = 1;
    private static final int EXITED = 4;
    private static final int NOT_WAITING = 1;
    private static final long INFORMATION_BYTES = 128;
    private static final long CODE_OFFSET = 8;
    private static final long PROCESS_OFFSET = 16;
    private static final long STATUS_OFFSET = 24;
    private static final int CODE_EXITED = 1;
    private static final int KILL_SIGNAL = 9;

    /**
     * The end of a process.
     *
     * @param signalled whether a signal ended it
     * @param number the signal's number, or the exit status
     */
    public record End(boolean signalled, int number) {}

    /** A descriptor that is readable when the process has ended. */
    public Descriptor handle() {
        return new Descriptor(Kernel.checked("process " + identifier, Call.PIDFD_OPEN, identifier, 0));
    }

    /** Waits for its end, on the calling platform thread. */
    public End await() {
        return wait(EXITED).orElseThrow(() -> new LinuxException(identifier + " is no child"));
    }

    /** Waits for its end, on the calling platform thread; empty if {@code atMost} has passed before. */
    public Optional<End> await(Duration atMost) {
        try (Descriptor handle = handle()) {
            return handle.awaitReadable(atMost) ? poll() : Optional.empty();
        }
    }

    /** Kills it. */
    public void kill() {
        // one that has ended already is no failure
        long _ = Kernel.call(Call.KILL, identifier, KILL_SIGNAL);
    }

    /** Kills the process group that it leads. */
    public void killGroup() {
        // one that has ended already is no failure
        long _ = Kernel.call(Call.KILL, -(long) identifier, KILL_SIGNAL);
    }

    /** Its end; empty if it still runs. */
    public Optional<End> poll() {
        return wait(EXITED | NOT_WAITING);
    }

    /** Its end; empty if it still runs or is no child. */
    private Optional<End> wait(int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment information = arena.allocate(INFORMATION_BYTES, Long.BYTES);
            long result;
            do {
                result = Kernel.call(Call.WAITID, BY_PROCESS, identifier, information.address(), options, 0);
            } while (result == -Kernel.EINTR);
            if (result < 0 && result != -Kernel.ECHILD) {
                throw Kernel.failure("waiting for process " + identifier, result);
            }
            if (result < 0 || information.get(JAVA_INT, PROCESS_OFFSET) == 0) {
                return Optional.empty();
            }
            return Optional.of(new End(
                    information.get(JAVA_INT, CODE_OFFSET) != CODE_EXITED, information.get(JAVA_INT, STATUS_OFFSET)));
        }
    }
}
