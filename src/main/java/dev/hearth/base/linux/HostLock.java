package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An exclusive claim on a file, held until {@link #close} or the death of this process, however it dies.
 *
 * <p>It is {@code flock(2)}, which belongs to one opening of the file. {@link java.nio.channels.FileLock} will not do:
 * that belongs to the process, so that a second holder in the same Java virtual machine, by merely trying and closing
 * the file, would take the lock away from the first.
 */
public final class HostLock implements AutoCloseable {
    private static final int WRITE_CREATE = 0x1 | 0x40;
    private static final int EXCLUSIVE_NOT_WAITING = 0x2 | 0x4;
    private static final int READABLE_BY_OWNER = 0600;

    private final Descriptor file;

    private HostLock(Descriptor file) {
        this.file = file;
    }

    /** Locks a file, which is made if it is missing; empty if another holder has it, in this process or another. */
    public static Optional<HostLock> tryAcquire(Path file) {
        Descriptor descriptor = Descriptor.open(file, WRITE_CREATE, READABLE_BY_OWNER);
        long result = Kernel.call(Call.FLOCK, descriptor.number(), EXCLUSIVE_NOT_WAITING);
        if (result == 0) {
            return Optional.of(new HostLock(descriptor));
        }
        descriptor.close();
        if (result == -Kernel.EAGAIN) {
            return Optional.empty();
        }
        throw Kernel.failure(file + " can't be locked", result);
    }

    /** Locks a file; waits for another holder for a bounded time. */
    public static HostLock acquire(Path file) {
        AtomicReference<Optional<HostLock>> lock = new AtomicReference<>(Optional.empty());
        Poll.until(
                () -> {
                    lock.setPlain(tryAcquire(file));
                    return lock.getPlain().isPresent();
                },
                Limits.HOST_LOCK);
        return lock.getPlain()
                .orElseThrow(() -> new LinuxException(file + " was locked for longer than " + Limits.HOST_LOCK));
    }

    @Override
    public void close() {
        file.close();
    }
}
