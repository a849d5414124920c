package dev.hearth.dataplane.sandbox.process;

import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.time.Ids;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The named pipe for a process's output.
 *
 * <p>This program also opens it for writing. A secret mark that is written into the pipe is read after everything that
 * was printed before. So a reader knows that it has read all earlier output, without waiting for the end of the file,
 * which does not come while an escaped child has the pipe open. Writes of up to 512 bytes (POSIX's least PIPE_BUF) are
 * atomic.
 */
final class OutputPipe implements Closeable {
    private static final int MARK_BYTES = 32;
    private static final byte[] NOTHING = {};

    private final Path path;
    private final byte[] mark;
    private final RandomAccessFile pipe;
    private final ReentrantLock marking = new ReentrantLock();

    /** Opened when the present mark has been read. */
    private volatile CountDownLatch waiter = new CountDownLatch(0);

    private volatile boolean ended;

    private OutputPipe(Path path, byte[] mark, RandomAccessFile pipe) {
        this.path = path;
        this.mark = mark;
        this.pipe = pipe;
    }

    /** Makes the pipe, which must not exist yet. */
    static OutputPipe make(Path path, Ids ids) throws IOException {
        try {
            Process tool = new ProcessBuilder("mkfifo", "-m", "600", path.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tool.waitFor() != 0) {
                throw new IOException("mkfifo: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted", e);
        }
        return new OutputPipe(path, ids.bytes(MARK_BYTES), new RandomAccessFile(path.toFile(), "rw"));
    }

    Path path() {
        return path;
    }

    /** Delivers output until {@link #end}. Called by one thread. */
    void read(Consumer<byte[]> output) throws IOException {
        byte[] buffer = new byte[Limits.READ_BYTES];
        byte[] held = NOTHING;
        while (true) {
            int count = pipe.read(buffer);
            if (count < 0) {
                return;
            }
            byte[] bytes = Arrays.copyOf(held, held.length + count);
            System.arraycopy(buffer, 0, bytes, held.length, count);
            int start = 0;
            int found;
            while ((found = indexOfMark(bytes, start)) >= 0) {
                deliver(output, bytes, start, found);
                start = found + MARK_BYTES;
                waiter.countDown();
                if (ended) {
                    return;
                }
            }
            int end = bytes.length - partialMark(bytes, start);
            deliver(output, bytes, start, end);
            held = Arrays.copyOfRange(bytes, end, bytes.length);
        }
    }

    /** Returns when all output that was written before has been delivered. */
    void flush() throws IOException {
        marking.lock(); // one mark at a time; held until the reader has read the pipe's content
        try {
            if (!ended) {
                sendMark();
            }
        } finally {
            marking.unlock();
        }
    }

    /** Delivers the output that was written before, and ends. */
    void end() throws IOException {
        marking.lock();
        try {
            if (!ended) {
                ended = true;
                sendMark();
            }
        } finally {
            marking.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        pipe.close();
    }

    private void sendMark() throws IOException {
        CountDownLatch read = new CountDownLatch(1);
        waiter = read;
        pipe.write(mark);
        try {
            if (!read.await(Limits.LAST_OUTPUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("nobody reads the pipe");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deliver(Consumer<byte[]> output, byte[] bytes, int start, int end) {
        if (end > start) {
            output.accept(Arrays.copyOfRange(bytes, start, end));
        }
    }

    private int indexOfMark(byte[] bytes, int from) {
        for (int i = from; i + MARK_BYTES <= bytes.length; i++) {
            if (bytes[i] == mark[0] && Arrays.equals(bytes, i, i + MARK_BYTES, mark, 0, MARK_BYTES)) {
                return i;
            }
        }
        return -1;
    }

    /** The number of bytes at the end that may be the beginning of the mark. */
    private int partialMark(byte[] bytes, int from) {
        for (int length = Math.min(MARK_BYTES - 1, bytes.length - from); length > 0; length--) {
            if (Arrays.equals(bytes, bytes.length - length, bytes.length, mark, 0, length)) {
                return length;
            }
        }
        return 0;
    }
}
