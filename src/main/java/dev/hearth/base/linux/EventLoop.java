package dev.hearth.base.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that watches many processes ({@code epoll(7)}): delivers what each prints, then how it ended.
 *
 * <p>A process that prints without pause can't fill memory: one turn reads {@value #CHUNK_BYTES} bytes of each and
 * hands them on before the next, and the pipe holds the process back meanwhile.
 */
public final class EventLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** As much as a pipe holds. */
    private static final int CHUNK_BYTES = 64 * 1024;

    /** A process may enlarge its pipe to 1 MiB ({@code fs.pipe-max-size}). */
    private static final int CHUNKS_IN_A_PIPE = 1024 * 1024 / CHUNK_BYTES;

    /** For reads on others' threads, which mostly find nothing. */
    private static final int FLUSH_BYTES = 8 * 1024;

    /** As if by {@code SIGKILL}. */
    private static final ChildProcess.End UNKNOWN_END = new ChildProcess.End(true, 9);

    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int READABLE = 1;
    private static final int EVENTS_AT_ONCE = 256;

    /** {@code struct epoll_event} is packed on x86, and only there. */
    private static final boolean PACKED = !System.getProperty("os.arch").equals("aarch64");

    private static final long EVENT_BYTES = PACKED ? 12 : 16;
    private static final long DATA_OFFSET = PACKED ? 4 : 8;

    private final Descriptor poll =
            new Descriptor(Kernel.checked("events can't be watched", Call.EPOLL_CREATE1, Kernel.CLOSE_ON_EXEC));
    private final Descriptor wake =
            new Descriptor(Kernel.checked("events can't be watched", Call.EVENTFD2, 0, Kernel.CLOSE_ON_EXEC));
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<Long, Runnable> handlers = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(CHUNK_BYTES);
    private final Thread thread = new Thread(this::run, "sandbox-events");
    private volatile boolean stopping;

    public EventLoop() {
        register(wake, this::runTasks);
        thread.setDaemon(true);
        thread.start();
    }

    /** Hears of one process, on the loop's thread: must not block. */
    public interface Listener {
        /** Some bytes that it printed. */
        void output(byte[] bytes);

        /** It ended, and all it printed has been delivered. Called once. */
        void ended(ChildProcess.End end);
    }

    /** A process that is watched. */
    public interface Watched {
        /** Delivers what it has printed up to now, on the calling thread. */
        void flush();

        /**
         * A descriptor that stands for the process and for no later one of the same number; the caller's to close.
         * Empty if it has ended or has closed its output.
         */
        Optional<Descriptor> handle();
    }

    /** Watches a process; {@code output} is the reading end of what it prints to, and closed at its end. */
    public Watched watch(ChildProcess process, Descriptor output, Listener listener) {
        Watch watch = new Watch(process, output, listener);
        soon(watch::start);
        return watch;
    }

    /** Stops the thread; what is still watched is forgotten. */
    @Override
    public void close() {
        if (!stopping) {
            stopping = true;
            soon(() -> {});
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void soon(Runnable task) {
        tasks.add(task);
        try (Arena local = Arena.ofConfined()) {
            MemorySegment one = local.allocateFrom(ValueLayout.JAVA_LONG, 1);
            Kernel.checked("the event thread can't be woken", Call.WRITE, wake.number(), one.address(), Long.BYTES);
        }
    }

    private void runTasks() {
        wake.read(buffer.asSlice(0, Long.BYTES));
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            attempt(task);
        }
    }

    private void run() {
        try (arena;
                poll;
                wake) {
            MemorySegment events = arena.allocate(EVENT_BYTES * EVENTS_AT_ONCE, Long.BYTES);
            while (!stopping) {
                long count = Kernel.call(Call.EPOLL_PWAIT, poll.number(), events.address(), EVENTS_AT_ONCE, -1, 0, 0);
                for (long i = 0; i < count; i++) {
                    dispatch(events.get(JAVA_LONG_UNALIGNED, i * EVENT_BYTES + DATA_OFFSET));
                }
            }
        }
    }

    private void dispatch(long token) {
        Runnable handler = handlers.get(token);
        // none if an earlier event of the same turn removed it
        if (handler != null) {
            attempt(handler);
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // this thread serves all sandboxes: it goes on whatever one's listener throws
            LOG.error("an event of a sandbox could not be handled", e);
        }
    }

    private long register(Descriptor descriptor, Runnable handler) {
        long token = tokens.incrementAndGet();
        handlers.put(token, handler);
        try (Arena local = Arena.ofConfined()) {
            MemorySegment event = local.allocate(EVENT_BYTES, Long.BYTES);
            event.set(JAVA_INT, 0, READABLE);
            event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, token);
            Kernel.checked(
                    "events can't be watched",
                    Call.EPOLL_CTL,
                    poll.number(),
                    ADD,
                    descriptor.number(),
                    event.address());
        }
        return token;
    }

    private void unregister(long token, Descriptor descriptor) {
        if (handlers.remove(token) != null) {
            try (Arena local = Arena.ofConfined()) {
                MemorySegment event = local.allocate(EVENT_BYTES, Long.BYTES);
                Kernel.call(Call.EPOLL_CTL, poll.number(), REMOVE, descriptor.number(), event.address());
            }
            descriptor.close();
        }
    }

    /** One process. Whoever reads its output has the lock, so that the listener hears one at a time, in order. */
    private final class Watch implements Watched {
        private final ReentrantLock reading = new ReentrantLock();
        private final ChildProcess process;
        private final Descriptor output;
        private final Descriptor handle;
        private final Listener listener;
        private long outputToken;
        private long handleToken;
        private boolean closed;

        Watch(ChildProcess process, Descriptor output, Listener listener) {
            this.process = process;
            this.output = output;
            this.listener = listener;
            this.handle = process.handle();
        }

        void start() {
            outputToken = register(output, this::readable);
            handleToken = register(handle, this::ended);
        }

        @Override
        public void flush() {
            try (Arena local = Arena.ofConfined()) {
                deliver(local.allocate(FLUSH_BYTES), CHUNKS_IN_A_PIPE * (CHUNK_BYTES / FLUSH_BYTES));
            }
        }

        @Override
        public Optional<Descriptor> handle() {
            reading.lock();
            try {
                return closed ? Optional.empty() : Optional.of(handle.duplicate());
            } finally {
                reading.unlock();
            }
        }

        private void readable() {
            if (!deliver(buffer, 1)) {
                closeOutput();
            }
        }

        private void ended() {
            // its whole process namespace ended with it: what the pipe holds now is all there will be
            deliver(buffer, CHUNKS_IN_A_PIPE);
            closeOutput();
            // it has ended: not told how only if somebody else was, and that must not bring this event again and again
            ChildProcess.End end = process.poll().orElse(UNKNOWN_END);
            unregister(handleToken, handle);
            listener.ended(end);
        }

        /** Hands on what is there now, in so many reads at most; false if there will be no more. */
        private boolean deliver(MemorySegment into, int reads) {
            reading.lock();
            try {
                for (int i = 0; i < reads && !closed; i++) {
                    int count = output.read(into);
                    if (count <= 0) {
                        return count < 0;
                    }
                    byte[] bytes = into.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
                    attempt(() -> listener.output(bytes));
                }
                return !closed;
            } finally {
                reading.unlock();
            }
        }

        private void closeOutput() {
            reading.lock();
            try {
                if (!closed) {
                    closed = true;
                    unregister(outputToken, output);
                }
            } finally {
                reading.unlock();
            }
        }
    }
}
