package dev.hearth.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Encodes events of a stream as frames. The array of a frame is reused for the next one.
 *
 * <pre>
 * frame   = length of the frame, length of the headers, checksum of these, headers, payload, checksum of all before
 * header  = length of the name (1 byte), name, 7 (a text), length of the value (2 bytes), value
 * </pre>
 *
 * Lengths and checksums (CRC-32) have four bytes, the highest first. Source: "Event stream encoding" in the Amazon
 * Transcribe Developer Guide.
 */
final class EventFrame {
    private static final int PRELUDE_BYTES = 12;
    private static final int CHECKSUM_BYTES = 4;
    private static final byte TEXT = 7;

    private final CRC32 checksum = new CRC32();
    private byte[] frame = {};

    /** The bytes of some headers, in their order; a value has less than 32 KB. */
    static byte[] headers(Map<String, String> headers) {
        ByteBuffer bytes = ByteBuffer.allocate(headers.entrySet().stream()
                .mapToInt(header -> 4 + utf8(header.getKey()).length + utf8(header.getValue()).length)
                .sum());
        headers.forEach((name, value) -> {
            byte[] text = utf8(value);
            bytes.put((byte) utf8(name).length).put(utf8(name)).put(TEXT);
            bytes.putShort((short) text.length).put(text);
        });
        return bytes.array();
    }

    /** Writes one event. */
    void write(OutputStream out, byte[] headers, byte[] payload, int offset, int length) throws IOException {
        int all = PRELUDE_BYTES + headers.length + length + CHECKSUM_BYTES;
        if (frame.length < all) {
            frame = new byte[all];
        }
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        bytes.putInt(all).putInt(headers.length).putInt(sum(0, bytes.position()));
        bytes.put(headers).put(payload, offset, length);
        bytes.putInt(sum(0, bytes.position()));
        out.write(frame, 0, all);
    }

    private int sum(int from, int to) {
        checksum.reset();
        checksum.update(frame, from, to - from);
        return (int) checksum.getValue();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
