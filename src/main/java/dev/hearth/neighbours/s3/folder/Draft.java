package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A temporary file that is moved to its place when it is complete and on the disk. */
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

    /** Ends the content, and forces it to the disk. */
    void finish(JsonObject description) throws IOException {
        write(ObjectFile.end(description));
        channel.force(true);
        channel.close();
    }

    /** Moves the file to its place, over an existing one. This is durable when the folder was forced to the disk. */
    void moveTo(Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes the file, unless it was moved. */
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
