package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open file descriptor of this process. */
public final class Descriptor implements AutoCloseable {
    private static final short READABLE = 1;

    /** {@code F_DUPFD_CLOEXEC}. */
    private static final int DUPLICATE = 1030;

    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();

    Descriptor(long number) {
        this.number = Math.toIntExact(number);
    }

    /** Opens a file with the flags of {@code open(2)}; close-on-exec is added. */
    static Descriptor open(Path file, int flags) {
        return open(file, flags, 0);
    }

    /** Opens a file, made with this mode if the flags say so. */
    static Descriptor open(Path file, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return new Descriptor(Kernel.checked(
                    file + " can't be opened",
                    Call.OPENAT,
                    Kernel.CURRENT_FOLDER,
                    arena.allocateFrom(file.toString()).address(),
                    flags | Kernel.CLOSE_ON_EXEC,
                    mode));
        }
    }

    /** The null device, which discards what is written to it. */
    static Descriptor nothing() {
        return open(Path.of("/dev/null"), 2);
    }

    /** The number of an open descriptor: closing it meanwhile is the caller's mistake. */
    int number() {
        if (closed.get()) {
            throw new IllegalStateException("closed");
        }
        return number;
    }

    /** Changes the owner of the file, pipe or device. */
    public void own(long user, long group) {
        Kernel.checked("the owner can't be changed", Call.FCHOWN, number(), user, group);
    }

    /**
     * Reads what is available into {@code buffer}.
     *
     * @return the number of bytes; 0 at the end; -1 if nothing is available now
     */
    int read(MemorySegment buffer) {
        long count;
        do {
            count = Kernel.call(Call.READ, number(), buffer.address(), buffer.byteSize());
        } while (count == -Kernel.EINTR);
        if (count == -Kernel.EAGAIN) {
            return -1;
        }
        if (count < 0) {
            throw Kernel.failure("read", count);
        }
        return (int) count;
    }

    /**
     * Reads up to {@code most} bytes with one call. Empty at the end, or if nothing is available now and the descriptor
     * does not block.
     */
    public byte[] read(int most) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(most);
            return buffer.asSlice(0, Math.max(read(buffer), 0)).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /**
     * Writes all of it; waits while a pipe is full.
     *
     * @throws LinuxException if the reading end is closed
     */
    public void write(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long written = 0;
            while (written < bytes.length) {
                written += Kernel.checked(
                        "write", Call.WRITE, number(), buffer.address() + written, bytes.length - written);
            }
        }
    }

    /** A second descriptor of the same file, pipe or process. */
    Descriptor duplicate() {
        return new Descriptor(Kernel.checked("a descriptor can't be duplicated", Call.FCNTL, number(), DUPLICATE, 0));
    }

    /** Waits until there is something to read, or the end. False if {@code atMost} has passed before. */
    public boolean awaitReadable(Duration atMost) {
        try (Arena arena = Arena.ofConfined()) {
            // struct pollfd: descriptor, what to wait for, what came; struct timespec: seconds, nanoseconds
            MemorySegment watched = arena.allocate(Long.BYTES, Long.BYTES);
            watched.set(ValueLayout.JAVA_INT, 0, number());
            watched.set(ValueLayout.JAVA_SHORT, Integer.BYTES, READABLE);
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            time.setAtIndex(ValueLayout.JAVA_LONG, 0, atMost.toSeconds());
            time.setAtIndex(ValueLayout.JAVA_LONG, 1, atMost.toNanosPart());
            return Kernel.checked("a wait failed", Call.PPOLL, watched.address(), 1, time.address(), 0, 0) > 0;
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Kernel.call(Call.CLOSE, number);
        }
    }

    /** A pipe's two ends. */
    public record Pipe(Descriptor reading, Descriptor writing) {
        private static final int SET_FLAGS = 4;

        /** A pipe whose reading end never waits. */
        public static Pipe open() {
            Pipe pipe = openWaiting();
            Kernel.checked("a pipe can't be made", Call.FCNTL, pipe.reading.number(), SET_FLAGS, Kernel.NON_BLOCKING);
            return pipe;
        }

        /** A pipe whose reading end waits for something to read. */
        public static Pipe openWaiting() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
                Kernel.checked("a pipe can't be made", Call.PIPE2, ends.address(), Kernel.CLOSE_ON_EXEC);
                return new Pipe(
                        new Descriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 0)),
                        new Descriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 1)));
            }
        }
    }
}
