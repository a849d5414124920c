package dev.hearth.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.hearth.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A child of this process, or an orphan that it adopted ({@link Spawn#adoptingOrphans}).
 *
 * @param identifier its process id: nobody else's until {@link #await} or {@link #poll} has returned how it ended
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

    /** Some ten processes are made for a container; others make some meanwhile. */
    private static final int STRAGGLERS_SEARCHED = 10_000;

    /**
     * How a process ended.
     *
     * @param signalled by a signal, else by itself
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

    /** How it ended, if it has. */
    public Optional<End> poll() {
        return wait(EXITED | NOT_WAITING);
    }

    /**
     * Waits for the end of the processes that this one, ended and awaited, left behind, save the one that was to stay.
     *
     * <p>They are this process's children now, and would be zombies for ever. An OCI runtime's last helper ends when
     * the container has started. Nothing tells its number, but it was made between these two; and it is in somebody's
     * session, whereas all other children are in this process's or lead their own.
     *
     * @param survivor the last one made
     */
    public void awaitStragglers(ChildProcess survivor) {
        long ownSession = Kernel.call(Call.GETSID, 0);
        // if the numbers began anew in between, one zombie is left
        int last = Math.min(survivor.identifier, identifier + STRAGGLERS_SEARCHED);
        for (int number = identifier + 1; number < last; number++) {
            long session = Kernel.call(Call.GETSID, number);
            if (session > 0 && session != number && session != ownSession) {
                new ChildProcess(number).awaitIfMine();
            }
        }
    }

    private void awaitIfMine() {
        wait(EXITED);
    }

    /** Empty if it has not ended, or is no child. */
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
