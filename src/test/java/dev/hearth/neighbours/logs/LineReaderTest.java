package dev.hearth.neighbours.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
    @TempDir
    Path folder;

    @Test
    void theLastCompleteLineIsFoundFromTheEnd() throws IOException {
        assertThat(lastEnd("")).isZero();
        assertThat(lastEnd("torn")).isZero();
        assertThat(lastEnd("one\n")).isEqualTo(4);
        assertThat(lastEnd("one\ntwo\ntorn")).isEqualTo(8);
        for (int torn : new int[] {4094, 4095, 4096, 4097, 20_000}) {
            assertThat(lastEnd("one\n" + "x".repeat(torn)))
                    .as("torn after %d", torn)
                    .isEqualTo(4);
        }
    }

    @Test
    void aLongFileIsNotReadForThat() throws IOException {
        String text = "a line of some length\n".repeat(200_000);
        assertThat(lastEnd(text)).isEqualTo(text.length());
        assertThat(bytesRead).isLessThanOrEqualTo(4096);
    }

    private long bytesRead;

    private long lastEnd(String text) throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        bytesRead = 0;
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return LineReader.lastEnd(new Counting(channel));
        }
    }

    private final class Counting implements SeekableByteChannel {
        private final SeekableByteChannel channel;

        Counting(SeekableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = channel.read(target);
            bytesRead += count;
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
