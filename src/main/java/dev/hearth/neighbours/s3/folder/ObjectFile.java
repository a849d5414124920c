package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.neighbours.s3.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that holds a content and, behind it, its description, so that one rename puts both in place:
 * {@code content, description as JSON, length of the description (4 bytes), mark (8 bytes)}.
 *
 * <p>An open file stays unchanged if its name is overwritten or deleted.
 */
final class ObjectFile implements AutoCloseable {
    /** "hearth.1" in ASCII. */
    private static final long MARK = 0x6865617274682e31L;

    private static final int END_BYTES = Integer.BYTES + Long.BYTES;

    private final FileChannel channel;
    private final long size;
    private final JsonObject description;

    private ObjectFile(FileChannel channel, long size, JsonObject description) {
        this.channel = channel;
        this.size = size;
        this.description = description;
    }

    /** The bytes that follow the content, for this description. */
    static ByteBuffer end(JsonObject description) {
        byte[] json = Json.write(description);
        if (json.length > Limits.DESCRIPTION_BYTES) {
            throw new IllegalStateException("a description of " + json.length + " bytes");
        }
        return ByteBuffer.allocate(json.length + END_BYTES)
                .put(json)
                .putInt(json.length)
                .putLong(MARK)
                .flip();
    }

    static ObjectFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return read(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ObjectFile read(FileChannel channel) throws IOException {
        long all = channel.size();
        if (all < END_BYTES) {
            throw new DamagedFileException();
        }
        ByteBuffer end = bytes(channel, all - END_BYTES, END_BYTES);
        int length = end.getInt();
        if (end.getLong() != MARK || length < 0 || length > Limits.DESCRIPTION_BYTES || length > all - END_BYTES) {
            throw new DamagedFileException();
        }
        long size = all - END_BYTES - length;
        try {
            return new ObjectFile(
                    channel, size, Json.parseObject(bytes(channel, size, length).array()));
        } catch (JsonException e) {
            throw new DamagedFileException();
        }
    }

    private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new DamagedFileException();
            }
        }
        return bytes.flip();
    }

    /** The size of the content. */
    long size() {
        return size;
    }

    JsonObject description() {
        return description;
    }

    /** Writes a range of the content to a stream. */
    void copy(long from, long count, OutputStream target) throws IOException {
        try (InputStream content = content(from, count)) {
            content.transferTo(target);
        }
    }

    /** Appends the whole content to another file. The kernel copies it where possible. */
    void appendTo(FileChannel target) throws IOException {
        for (long done = 0; done < size; ) {
            done += channel.transferTo(done, size - done, target);
        }
    }

    /** A range of the content as a stream, which does not close the file. */
    InputStream content(long from, long count) throws IOException {
        channel.position(from);
        return new Slice(Channels.newInputStream(channel), count);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The first bytes of another stream. */
    private static final class Slice extends InputStream {
        private final InputStream source;
        private long left;

        Slice(InputStream source, long count) {
            this.source = source;
            this.left = count;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = source.read(target, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new DamagedFileException();
            }
            left -= count;
            return count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }
    }
}
