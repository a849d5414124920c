package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that nobody knows of until it is finished, on disk, and moved to its place. */
final class Draft implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    Draft(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, offset, length));
    }

    void append(ObjectFile other) throws IOException {
        other.appendTo(channel);
    }

    /** Ends the content and brings all of it to the disk. */
    void finish(JsonObject description) throws IOException {
        write(ObjectFile.end(description));
        channel.force(true);
        channel.close();
    }

    /** Puts it in place, instead of what is there. Durable when the folder was forced. */
    void moveTo(Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes it, unless it was moved. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
