package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.telemetry.Category;
import dev.hearth.dataplane.telemetry.Telemetry;
import dev.hearth.neighbours.logs.LogStream;
import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox's log: its process's output, event by event, and the platform's events between.
 *
 * <p>A printed line is an event, with its newline, unless it is empty. A frame of a runtime client is one event. An
 * event of the platform ends the current line, so that an invocation's output stands before its end. Events of the
 * function below its log level are left out. Never waits for the disk.
 */
final class SandboxLog {
    private final LogStream stream;
    private final Time time;
    private final Optional<ApplicationLevel> least;
    private final ReentrantLock lock = new ReentrantLock();
    private final OutputReader output;
    private final LineSplitter extensions;
    private @Nullable Telemetry telemetry;
    private boolean json;
    private final LogTail tail = new LogTail(Limits.LOG_TAIL_BYTES);

    /**
     * The log of one sandbox.
     *
     * @param least the least level of the function's events that is logged, with JSON logs
     */
    SandboxLog(LogStream stream, Optional<ApplicationLevel> least, Time time) {
        this.stream = stream;
        this.time = time;
        this.least = least;
        this.output = new OutputReader(LogStream.EVENT_BYTES, time, this::printed);
        this.extensions = new LineSplitter(LogStream.EVENT_BYTES, this::extensionPrinted);
    }

    /**
     * A new environment begins, whose subscribers get the output from now on.
     *
     * @param structured whether lines may be JSON objects
     */
    void connect(Telemetry next, boolean structured) {
        lock.lock();
        try {
            telemetry = next;
            json = structured;
        } finally {
            lock.unlock();
        }
    }

    /** Output of the process. */
    void output(byte[] bytes) {
        lock.lock();
        try {
            output.add(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Output of the extensions' processes. */
    void extensionOutput(byte[] bytes) {
        lock.lock();
        try {
            extensions.add(bytes, 0, bytes.length);
        } finally {
            lock.unlock();
        }
    }

    /** The process of an extension has ended: ends its current line. */
    void extensionEnded() {
        lock.lock();
        try {
            extensions.finish();
        } finally {
            lock.unlock();
        }
    }

    /** The process has ended: ends its current line or frame. */
    void outputEnded() {
        lock.lock();
        try {
            output.end();
        } finally {
            lock.unlock();
        }
    }

    /** Writes an event of the platform, with a newline. */
    void say(String line) {
        lock.lock();
        try {
            output.finishLine();
            extensions.finish();
            write(line + "\n");
        } finally {
            lock.unlock();
        }
    }

    /** Begins the tail of the next invocation. */
    void beginTail() {
        lock.lock();
        try {
            output.finishLine();
            tail.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The last 4 KB of the log since the invocation began. */
    byte[] tail() {
        lock.lock();
        try {
            return tail.bytes();
        } finally {
            lock.unlock();
        }
    }

    private void printed(String event, Optional<ApplicationLevel> told) {
        if (least.isPresent()
                && told.orElseGet(() -> ApplicationLevel.ofEvent(event)).compareTo(least.get()) < 0) {
            return;
        }
        toSubscribers(Category.FUNCTION, event);
        write(event);
    }

    private void extensionPrinted(String event) {
        toSubscribers(Category.EXTENSION, event);
        write(event);
    }

    private void toSubscribers(Category category, String event) {
        Telemetry present = telemetry;
        if (present != null) {
            present.line(category, event, json);
        }
    }

    private void write(String event) {
        stream.append(time.now(), event);
        tail.add((event.endsWith("\n") ? event : event + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
