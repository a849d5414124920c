package dev.hearth.dataplane.worker;

import dev.hearth.neighbours.logs.LogStream;
import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One sandbox's log: what its process prints, line by line, and between that what the platform says.
 *
 * <p>Lines are written as they end, those without a character not at all: no event can be empty. One that has been
 * begun is ended by the next line of the platform, so that what an invocation printed stands before its end. Never
 * waits for the disk.
 */
final class SandboxLog {
    private final LogStream stream;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final LineSplitter splitter = new LineSplitter(LogStream.EVENT_BYTES, this::write);
    private final LogTail tail = new LogTail(Limits.LOG_TAIL_BYTES);

    SandboxLog(LogStream stream, Time time) {
        this.stream = stream;
        this.time = time;
    }

    /** What the process printed. */
    void output(byte[] bytes) {
        lock.lock();
        try {
            splitter.add(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** What the platform says. */
    void say(String line) {
        lock.lock();
        try {
            splitter.finish();
            write(line);
        } finally {
            lock.unlock();
        }
    }

    /** From here on the tail counts as the next invocation's. */
    void beginTail() {
        lock.lock();
        try {
            splitter.finish();
            tail.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The last 4 KB since the invocation began. */
    byte[] tail() {
        lock.lock();
        try {
            return tail.bytes();
        } finally {
            lock.unlock();
        }
    }

    private void write(String line) {
        if (line.isEmpty()) {
            return;
        }
        stream.append(time.now(), line);
        tail.add((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
