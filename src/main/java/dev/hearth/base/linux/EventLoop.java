package dev.hearth.base.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.hearth.base.linux.Kernel.Call;
import dev.hearth.time.Time;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that watches many processes ({@code epoll(7)}): delivers what each prints, then how it ended.
 *
 * <p>A process that prints without pause can't fill memory: one turn reads {@value #CHUNK_BYTES} bytes of each and
 * hands them on before the next, and the pipe holds the process back meanwhile. Nor can it take much of this program's
 * time: beyond its {@link OutputRate} nothing is read for a while.
 *
 * <pre>
 * output   event                        to
 * HEARD    more printed than it may     HELD UP   the kernel is not asked any more whether there is something to read
 * HELD UP  some time has passed         HEARD
 * any      the process ended            CLOSED    what the pipe holds is read, up to a bound
 * </pre>
 */
public final class EventLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** As much as a pipe holds. */
    private static final int CHUNK_BYTES = 64 * 1024;

    /** A process may enlarge its pipe to 1 MiB ({@code fs.pipe-max-size}). */
    private static final int CHUNKS_IN_A_PIPE = 1024 * 1024 / CHUNK_BYTES;

    /** The size of a read when a process has nearly used up what it may print: some thousand lines at most. */
    private static final int SMALL_CHUNK_BYTES = 4 * 1024;

    /** How often it is looked whether one that was held up may go on. */
    private static final int HELD_UP_MILLISECONDS = 50;

    /** For reads on others' threads, which mostly find nothing. */
    private static final int FLUSH_BYTES = 8 * 1024;

    /** As if by {@code SIGKILL}. */
    private static final ChildProcess.End UNKNOWN_END = new ChildProcess.End(true, 9);

    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int CHANGE = 3;
    private static final int NOTHING = 0;
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
    private final Time time;
    private final OutputRate rate;

    /** Those that have printed more than they may; for the loop's thread. */
    private final Set<Output> heldUp = new HashSet<>();

    private volatile boolean stopping;

    /** @param rate how fast each process may print */
    public EventLoop(Time time, OutputRate rate) {
        this.time = time;
        this.rate = rate;
        register(wake, this::runTasks);
        thread.setDaemon(true);
        thread.start();
    }

    /** Hears of one process, on the loop's thread: must not block. */
    public interface Listener {
        /** Some bytes that it printed. */
        void output(byte[] bytes);

        /** It prints faster than it may, and waits from now on. Called once. */
        default void heldUp() {
            // most need not know
        }

        /** Some bytes that came by the other output. */
        default void otherOutput(byte[] bytes) {
            throw new IllegalStateException("there is no other output");
        }

        /** There is news to read. */
        default void news() {
            throw new IllegalStateException("there is no news");
        }

        /** It ended, and all it printed has been delivered, within bounds. Called once. */
        void ended(ChildProcess.End end);
    }

    /**
     * What a process is heard by, beside its output: closed when it has ended.
     *
     * @param output the reading end of what other processes of its namespace print to
     * @param news readable when {@link Listener#news} is to be called
     */
    public record Others(Descriptor output, Descriptor news) {}

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
        return watch(process, output, Optional.empty(), listener);
    }

    /** Watches a process that is heard by more than its output. */
    public Watched watch(ChildProcess process, Descriptor output, Optional<Others> others, Listener listener) {
        Watch watch = new Watch(process, output, others, listener);
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
                attempt(() -> turn(events));
            }
        }
    }

    private void turn(MemorySegment events) {
        int wait = heldUp.isEmpty() ? -1 : HELD_UP_MILLISECONDS;
        long count = Kernel.call(Call.EPOLL_PWAIT, poll.number(), events.address(), EVENTS_AT_ONCE, wait, 0, 0);
        for (long i = 0; i < count; i++) {
            dispatch(events.get(JAVA_LONG_UNALIGNED, i * EVENT_BYTES + DATA_OFFSET));
        }
        heldUp.removeIf(Output::goOn);
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
        control(ADD, READABLE, token, descriptor);
        return token;
    }

    private void control(int operation, int wanted, long token, Descriptor descriptor) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment event = local.allocate(EVENT_BYTES, Long.BYTES);
            event.set(JAVA_INT, 0, wanted);
            event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, token);
            Kernel.checked(
                    "events can't be watched",
                    Call.EPOLL_CTL,
                    poll.number(),
                    operation,
                    descriptor.number(),
                    event.address());
        }
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

    /** One process. */
    private final class Watch implements Watched {
        private final ChildProcess process;
        private final Descriptor handle;
        private final Listener listener;
        private final Output output;
        private final Optional<Output> other;
        private final Optional<Descriptor> news;
        private long handleToken;
        private long newsToken;
        private boolean toldOfHoldUp;

        Watch(ChildProcess process, Descriptor output, Optional<Others> others, Listener listener) {
            this.process = process;
            this.listener = listener;
            this.handle = process.handle();
            this.output = new Output(output, listener::output, this::heldUp);
            this.other = others.map(more -> new Output(more.output(), listener::otherOutput, this::heldUp));
            this.news = others.map(Others::news);
        }

        void start() {
            output.start();
            other.ifPresent(Output::start);
            news.ifPresent(descriptor -> {
                newsToken = register(descriptor, this::news);
                news(); // what was read before it was watched
            });
            handleToken = register(handle, this::ended);
        }

        private void heldUp() {
            if (!toldOfHoldUp) {
                toldOfHoldUp = true;
                attempt(listener::heldUp);
            }
        }

        @Override
        public void flush() {
            try (Arena local = Arena.ofConfined()) {
                MemorySegment into = local.allocate(FLUSH_BYTES);
                output.deliver(into, CHUNKS_IN_A_PIPE * (CHUNK_BYTES / FLUSH_BYTES), false);
                other.ifPresent(more -> more.deliver(into, CHUNKS_IN_A_PIPE * (CHUNK_BYTES / FLUSH_BYTES), false));
            }
        }

        @Override
        public Optional<Descriptor> handle() {
            return output.ifOpen(handle::duplicate);
        }

        private void news() {
            attempt(listener::news);
        }

        private void ended() {
            // its whole process namespace ended with it: what the pipes hold now is all there will be
            output.end();
            other.ifPresent(Output::end);
            news.ifPresent(descriptor -> {
                attempt(listener::news);
                unregister(newsToken, descriptor);
            });
            // it has ended: not told how only if somebody else was, and that must not bring this event again and again
            ChildProcess.End end = process.poll().orElse(UNKNOWN_END);
            unregister(handleToken, handle);
            listener.ended(end);
        }
    }

    /** One pipe. Whoever reads it has the lock, so that the listener hears one at a time, in order. */
    private final class Output {
        private final ReentrantLock reading = new ReentrantLock();
        private final Descriptor pipe;
        private final Consumer<byte[]> sink;
        private final Runnable onHoldUp;
        private final OutputBudget budget = new OutputBudget(rate, time.nanos());
        private long token;
        private boolean closed;

        Output(Descriptor pipe, Consumer<byte[]> sink, Runnable onHoldUp) {
            this.pipe = pipe;
            this.sink = sink;
            this.onHoldUp = onHoldUp;
        }

        void start() {
            token = register(pipe, this::readable);
        }

        Optional<Descriptor> ifOpen(Supplier<Descriptor> value) {
            reading.lock();
            try {
                return closed ? Optional.empty() : Optional.of(value.get());
            } finally {
                reading.unlock();
            }
        }

        private void readable() {
            if (!deliver(buffer, 1, false)) {
                close();
            } else if (!mayGoOn()) {
                control(CHANGE, NOTHING, token, pipe);
                heldUp.add(this);
                onHoldUp.run();
            }
        }

        /** Has the output heard again if that may be; true if it is not held up any more. */
        boolean goOn() {
            if (!mayGoOn()) {
                return false;
            }
            if (!closed) {
                control(CHANGE, READABLE, token, pipe);
            }
            return true;
        }

        private boolean mayGoOn() {
            reading.lock();
            try {
                return closed || budget.allows(time.nanos());
            } finally {
                reading.unlock();
            }
        }

        /** Hands on what is there; there will be no more. */
        void end() {
            boolean _ = deliver(buffer, CHUNKS_IN_A_PIPE * (CHUNK_BYTES / SMALL_CHUNK_BYTES), true);
            close();
        }

        /**
         * Hands on what is there now, in so many reads at most, as far as the process may print so much.
         *
         * @param last whether there is no later time for the rest, so that it may be more
         * @return false if there will be no more
         */
        boolean deliver(MemorySegment into, int reads, boolean last) {
            reading.lock();
            try {
                for (int i = 0; i < reads && !closed; i++) {
                    if (!budget.allows(time.nanos()) && (!last || budget.isSpent())) {
                        return true;
                    }
                    int count = pipe.read(budget.isLow() ? into.asSlice(0, SMALL_CHUNK_BYTES) : into);
                    if (count <= 0) {
                        return count < 0;
                    }
                    byte[] bytes = into.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
                    budget.spend(OutputRate.units(bytes));
                    attempt(() -> sink.accept(bytes));
                }
                return !closed;
            } finally {
                reading.unlock();
            }
        }

        private void close() {
            reading.lock();
            try {
                if (!closed) {
                    closed = true;
                    unregister(token, pipe);
                }
            } finally {
                reading.unlock();
            }
        }
    }
}
