package dev.hearth.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An exclusive claim on a file, held until {@link #close} or the death of this process, however it dies.
 *
 * <p>It is {@code flock(2)}, which belongs to one opening of the file. {@link java.nio.channels.FileLock} will not do:
 * that belongs to the process, so that a second holder in the same Java virtual machine, by merely trying and closing
 * the file, would take the lock away from the first.
 */
public final class HostLock implements AutoCloseable {
    private static final int WRITE_CREATE_CLOSE_ON_EXEC = 0x1 | 0x40 | 0x80000;
    private static final int EXCLUSIVE_NOT_WAITING = 0x2 | 0x4;
    private static final int READABLE_BY_OWNER = 0600;
    private static final int WOULD_BLOCK = 11;

    private final int descriptor;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HostLock(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Locks the file, made if need be; empty if somebody else holds it, in this process or another. */
    public static Optional<HostLock> tryAcquire(Path file) {
        int descriptor = Calls.open(file);
        int error = Calls.flock(descriptor);
        if (error == 0) {
            return Optional.of(new HostLock(descriptor));
        }
        Calls.close(descriptor);
        if (error == WOULD_BLOCK) {
            return Optional.empty();
        }
        throw new LinuxException(file + " can't be locked: error " + error);
    }

    /** Locks the file, waiting a bounded time for whoever holds it. */
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
        if (!closed.getAndSet(true)) {
            Calls.close(descriptor);
        }
    }

    /** The three system calls, bound at first use. */
    private static final class Calls {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final MethodHandle OPEN = handle(
                "open",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                Linker.Option.firstVariadicArg(2),
                Linker.Option.captureCallState("errno"));
        private static final MethodHandle FLOCK = handle(
                "flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.captureCallState("errno"));
        private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        @SuppressWarnings("restricted") // this package is the one that leaves Java
        private static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
            return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
        }

        static int open(Path file) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                int descriptor = (int) OPEN.invokeExact(
                        state, arena.allocateFrom(file.toString()), WRITE_CREATE_CLOSE_ON_EXEC, READABLE_BY_OWNER);
                if (descriptor < 0) {
                    throw new LinuxException(file + " can't be opened: error " + (int) ERRNO.get(state, 0L));
                }
                return descriptor;
            } catch (Throwable e) {
                throw rethrown(e);
            }
        }

        /** Zero, or the error's number. */
        static int flock(int descriptor) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                int result = (int) FLOCK.invokeExact(state, descriptor, EXCLUSIVE_NOT_WAITING);
                return result == 0 ? 0 : (int) ERRNO.get(state, 0L);
            } catch (Throwable e) {
                throw rethrown(e);
            }
        }

        static void close(int descriptor) {
            try {
                int ignored = (int) CLOSE.invokeExact(descriptor);
            } catch (Throwable e) {
                throw rethrown(e);
            }
        }

        private static RuntimeException rethrown(Throwable thrown) {
            return switch (thrown) {
                case RuntimeException e -> e;
                case Error e -> throw e;
                default -> new LinuxException("a system call can't be made", thrown);
            };
        }
    }
}
