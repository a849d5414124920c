package dev.hearth.base.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file as a block device ({@code loop(4)}). The kernel removes it after its last use, also after this process was
 * killed, so that it can be closed as soon as it is mounted.
 */
public final class LoopDevice implements AutoCloseable {
    private static final Path CONTROL = Path.of("/dev/loop-control");
    private static final long FREE_NUMBER = 0x4C82;
    private static final long CONFIGURE = 0x4C0A;
    private static final int READ_WRITE = 2;

    /** {@code struct loop_config}: file, block size, then {@code struct loop_info64} and a reserve. */
    private static final long CONFIGURATION_BYTES = 304;

    private static final long FLAGS_OFFSET = 8 + 52;
    private static final int REMOVE_WHEN_UNUSED = 4;

    /** The attempts to get a device. A failed attempt means that another process got the device. */
    private static final int ATTEMPTS = 1_000;

    private final Path path;
    private final Descriptor descriptor;

    private LoopDevice(Path path, Descriptor descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    /** Whether this kernel has them. */
    public static boolean available() {
        return Files.isWritable(CONTROL);
    }

    /**
     * Makes a device of a file, which may be deleted at once.
     *
     * @param turn held while a device is chosen: the kernel tells all threads that ask at the same time the same free
     *     device, and all but one would have to ask again
     */
    public static LoopDevice of(Path file, ReentrantLock turn) {
        try (Descriptor backing = Descriptor.open(file, READ_WRITE)) {
            // fast: the kernel does this while it makes the device
            Kernel.checked(file + " can't be written to disk", Call.FSYNC, backing.number());
            turn.lock();
            try {
                return of(file, backing);
            } finally {
                turn.unlock();
            }
        }
    }

    private static LoopDevice of(Path file, Descriptor backing) {
        try (Descriptor control = Descriptor.open(CONTROL, READ_WRITE);
                Arena arena = Arena.ofConfined()) {
            MemorySegment configuration = arena.allocate(CONFIGURATION_BYTES, Long.BYTES);
            configuration.set(JAVA_INT, 0, backing.number());
            configuration.set(JAVA_INT, FLAGS_OFFSET, REMOVE_WHEN_UNUSED);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                long number = Kernel.checked("no free loop device", Call.IOCTL, control.number(), FREE_NUMBER);
                Path path = Path.of("/dev/loop" + number);
                Descriptor device = Descriptor.open(path, READ_WRITE);
                long result = Kernel.call(Call.IOCTL, device.number(), CONFIGURE, configuration.address());
                if (result == 0) {
                    return new LoopDevice(path, device);
                }
                device.close();
                if (result != -Kernel.EBUSY) {
                    throw Kernel.failure(path + " can't show " + file, result);
                }
                // another process got the same number and was faster
            }
            throw new LinuxException("no free loop device in " + ATTEMPTS + " attempts");
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
