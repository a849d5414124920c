package dev.hearth.base.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One end of a pair of Unix domain sockets ({@code unix(7)}). A process of {@link StepProgram} has the other end: it
 * receives lists with descriptors, and sends reports. Messages keep their boundaries. When this end is closed, also by
 * {@code kill -9}, the process that waits at the other end is woken.
 */
public final class Channel implements AutoCloseable {
    /** The size of the control data of a message with the most descriptors: a header and their numbers. */
    static final int CONTROL_BYTES = 16 + 128;

    private static final int LOCAL = 1;
    private static final int WHOLE_MESSAGES = 5;
    private static final int SOCKET_LEVEL = 1;
    private static final int PASS_SENDER = 16;
    private static final int RIGHTS = 1;
    private static final int NO_SIGNAL = 0x4000;
    private static final int CONTROL_HEADER = 16;
    private static final int MOST_DESCRIPTORS = (CONTROL_BYTES - CONTROL_HEADER) / Integer.BYTES;
    private static final int MESSAGE_BYTES = 56;

    private final Descriptor socket;

    private Channel(Descriptor socket) {
        this.socket = socket;
    }

    /** Both ends of a new pair. */
    record Pair(Channel own, Descriptor other) {}

    /**
     * A report of a process.
     *
     * @param value zero, or an error's number with a minus sign; at the end, its wait status
     * @param step one of the constants, or the address of the step that failed
     * @param sender the process, as the kernel numbers it for this process
     */
    record Report(long value, long step, int sender) {
        static final int BYTES = 2 * Long.BYTES;

        /** The process exists, and has executed no step of its own. */
        static final long BORN = 1;

        /** The process waits for its assignment. */
        static final long READY = 2;

        /** Its program has ended. */
        static final long ENDED = 3;

        /** Of several programs: the sender is about to become one; its number is added. */
        static final long STARTING_ONE = 0x100;

        /** One could not be started; its number is added. */
        static final long FAILED_ONE = 0x200;

        /** One has ended; its number is added. */
        static final long ENDED_ONE = 0x300;
    }

    static Pair open() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            Kernel.checked(
                    "a channel can't be made",
                    Call.SOCKETPAIR,
                    LOCAL,
                    WHOLE_MESSAGES | Kernel.CLOSE_ON_EXEC,
                    0,
                    ends.address());
            Channel own = new Channel(new Descriptor(ends.getAtIndex(JAVA_INT, 0)));
            Descriptor other = new Descriptor(ends.getAtIndex(JAVA_INT, 1));
            MemorySegment on = arena.allocateFrom(JAVA_INT, 1);
            Kernel.checked(
                    "a channel can't be made",
                    Call.SETSOCKOPT,
                    own.socket.number(),
                    SOCKET_LEVEL,
                    PASS_SENDER,
                    on.address(),
                    Integer.BYTES);
            return new Pair(own, other);
        }
    }

    /**
     * Sends a list, with descriptors that the other side gets under the lowest free numbers.
     *
     * @throws LinuxException if the other end is closed, or the list is too long
     */
    void send(byte[] list, List<Descriptor> descriptors) {
        if (descriptors.size() > MOST_DESCRIPTORS) {
            throw new LinuxException(descriptors.size() + " descriptors can't be sent at once");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
            part(arena, message, arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_BYTE, list));
            if (!descriptors.isEmpty()) {
                // struct cmsghdr: length, level, type; then the numbers
                long bytes = CONTROL_HEADER + (long) descriptors.size() * Integer.BYTES;
                MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
                control.set(JAVA_LONG, 0, bytes);
                control.set(JAVA_INT, 8, SOCKET_LEVEL);
                control.set(JAVA_INT, 12, RIGHTS);
                for (int i = 0; i < descriptors.size(); i++) {
                    control.set(
                            JAVA_INT,
                            CONTROL_HEADER + (long) i * Integer.BYTES,
                            descriptors.get(i).number());
                }
                message.set(JAVA_LONG, 32, control.address());
                message.set(JAVA_LONG, 40, bytes);
            }
            Kernel.checked(
                    "a list of " + list.length + " bytes can't be sent",
                    Call.SENDMSG,
                    socket.number(),
                    message.address(),
                    NO_SIGNAL);
        }
    }

    /** A descriptor that is readable when there is a report or the other end is closed; closed with this. */
    Descriptor descriptor() {
        return socket;
    }

    /** Whether no report has arrived and the sender still exists. */
    boolean isQuiet() {
        return !socket.awaitReadable(Duration.ZERO);
    }

    /** Waits for the next report; empty if no sender exists any more. */
    Optional<Report> receive(Duration atMost) {
        if (!socket.awaitReadable(atMost)) {
            throw new LinuxException("a process did not report within " + atMost);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
            MemorySegment report = arena.allocate(Report.BYTES, Long.BYTES);
            MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
            part(arena, message, report);
            message.set(JAVA_LONG, 32, control.address());
            message.set(JAVA_LONG, 40, control.byteSize());
            long count = Kernel.call(Call.RECVMSG, socket.number(), message.address(), 0);
            // the process at the other end was killed before it read a message
            if (count == 0 || count == -Kernel.ECONNRESET) {
                return Optional.empty();
            }
            if (count != Report.BYTES) {
                throw Kernel.failure("a report can't be received", Math.min(count, 0));
            }
            return Optional.of(new Report(
                    report.getAtIndex(JAVA_LONG, 0),
                    report.getAtIndex(JAVA_LONG, 1),
                    control.get(JAVA_INT, CONTROL_HEADER)));
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Has the message be one part: struct iovec, address and length. */
    private static void part(Arena arena, MemorySegment message, MemorySegment bytes) {
        MemorySegment parts = arena.allocate(JAVA_LONG, 2);
        parts.setAtIndex(JAVA_LONG, 0, bytes.address());
        parts.setAtIndex(JAVA_LONG, 1, bytes.byteSize());
        message.set(JAVA_LONG, 16, parts.address());
        message.set(JAVA_LONG, 24, 1);
    }
}
