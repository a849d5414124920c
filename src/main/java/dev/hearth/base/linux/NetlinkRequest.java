package dev.hearth.base.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One request to the kernel over {@code netlink(7)}: a header, the fixed fields of its type, then attributes, which may
 * hold attributes themselves.
 */
final class NetlinkRequest {
    static final int ACKNOWLEDGE = 0x4;
    static final int REPLACE = 0x100;
    static final int EXCLUSIVE = 0x200;
    static final int CREATE = 0x400;

    private static final int REQUEST = 0x1;
    private static final int HEADER_BYTES = 16;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int ALIGNMENT = 4;
    private static final int NESTED = 0x8000;

    private final ByteBuffer bytes =
            ByteBuffer.allocate(Limits.NETLINK_REQUEST_BYTES).order(ByteOrder.nativeOrder());
    private final boolean acknowledged;

    NetlinkRequest(int type, int flags) {
        this.acknowledged = (flags & ACKNOWLEDGE) != 0;
        bytes.putInt(0).putShort((short) type).putShort((short) (flags | REQUEST));
        bytes.position(HEADER_BYTES);
    }

    /** Whether the kernel also acknowledges success, not only reports failure. */
    boolean acknowledged() {
        return acknowledged;
    }

    NetlinkRequest int8(int value) {
        bytes.put((byte) value);
        return this;
    }

    NetlinkRequest int16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    NetlinkRequest int32(int value) {
        bytes.putInt(value);
        return this;
    }

    NetlinkRequest attribute(int type, byte[] value) {
        int start = bytes.position();
        bytes.putShort((short) (ALIGNMENT + value.length)).putShort((short) type);
        bytes.put(value);
        return padded(start);
    }

    NetlinkRequest attribute(int type, int value) {
        return attribute(
                type,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /** A text that ends with a zero byte. */
    NetlinkRequest attribute(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** An attribute whose value is what {@code content} adds: fields, attributes or both. */
    NetlinkRequest nested(int type, Consumer<NetlinkRequest> content) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) (type | NESTED));
        content.accept(this);
        bytes.putShort(start, (short) (bytes.position() - start));
        return padded(start);
    }

    /** The complete request with its sequence number. */
    byte[] finished(int sequence) {
        bytes.putInt(0, bytes.position()).putInt(SEQUENCE_OFFSET, sequence);
        byte[] whole = new byte[bytes.position()];
        bytes.get(0, whole);
        return whole;
    }

    private NetlinkRequest padded(int start) {
        int length = bytes.position() - start;
        bytes.position(start + (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return this;
    }
}
