package dev.hearth.base.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.hearth.base.linux.Kernel.Call;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A socket of {@code netlink(7)}. It belongs to the network namespace in which it was opened, whichever thread uses it.
 * The kernel executes requests while they are written, so that there is no waiting and no helper process. Not safe for
 * concurrent use.
 */
final class NetlinkSocket implements AutoCloseable {
    static final int ROUTE = 0;
    static final int NETFILTER = 12;

    private static final int ADDRESS_FAMILY = 16;
    private static final int RAW = 3;
    private static final int ERROR = 2;
    private static final int TYPE_OFFSET = 4;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int ERROR_OFFSET = 16;
    private static final int ALIGNMENT = 4;
    private static final int ANSWER_BYTES = 64 * 1024;

    private final Descriptor socket;
    private int sequence;

    private NetlinkSocket(Descriptor socket) {
        this.socket = socket;
    }

    /** Opens one in the network namespace of the calling thread. */
    static NetlinkSocket open(int protocol) {
        return new NetlinkSocket(new Descriptor(Kernel.checked(
                "a netlink socket can't be opened",
                Call.SOCKET,
                ADDRESS_FAMILY,
                RAW | Kernel.CLOSE_ON_EXEC,
                protocol)));
    }

    /** Its descriptor, for calls that take any socket of a network namespace. */
    int number() {
        return socket.number();
    }

    /** Executes one request. */
    void ask(String what, NetlinkRequest request) {
        long error = answer(List.of(request));
        if (error != 0) {
            throw Kernel.failure(what, error);
        }
    }

    /**
     * Executes requests as a batch.
     *
     * @return 0, or the first failure: an error's number with a minus sign
     */
    long answer(List<NetlinkRequest> requests) {
        Set<Integer> awaited = new HashSet<>();
        ByteArrayOutputStream datagram = new ByteArrayOutputStream();
        for (NetlinkRequest request : requests) {
            sequence++;
            if (request.acknowledged()) {
                awaited.add(sequence);
            }
            datagram.writeBytes(request.finished(sequence));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram.toByteArray());
            Kernel.checked(
                    "a netlink request can't be sent", Call.WRITE, socket.number(), bytes.address(), bytes.byteSize());
            MemorySegment answer = arena.allocate(ANSWER_BYTES, Integer.BYTES);
            while (!awaited.isEmpty()) {
                int count = socket.read(answer);
                for (int at = 0; at + ERROR_OFFSET + Integer.BYTES <= count; ) {
                    int number = answer.get(JAVA_INT, at + SEQUENCE_OFFSET);
                    // a late answer to an earlier request that failed
                    if (answer.get(JAVA_SHORT, at + TYPE_OFFSET) == ERROR && awaited.remove(number)) {
                        int error = answer.get(JAVA_INT, at + ERROR_OFFSET);
                        if (error != 0) {
                            return error;
                        }
                    }
                    int length = Math.max(answer.get(JAVA_INT, at), ERROR_OFFSET);
                    at += (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
                }
            }
            return 0;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
