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
 * One thread that watches many processes ({@code epoll(7)}). It delivers the output of each, then how the process
 * ended.
 *
 * <p>A process that prints without pause can't fill memory: each turn reads {@value #CHUNK_BYTES} bytes of each process
 * and delivers them before the next turn, while the full pipe blocks the process. It can't take much of this program's
 * processor time either: output over the process's {@link OutputRate} is not read for a while.
 *
 * <pre>
 * output   event                        to
 * HEARD    over its output rate         HELD UP   the descriptor leaves the epoll set
 * HELD UP  some time has passed         HEARD
 * any      the process ended            CLOSED    the rest of the pipe is read, up to a bound
 * </pre>
 */
public final class EventLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** The size of one read: the default capacity of a pipe. */
    private static final int CHUNK_BYTES = 64 * 1024;

    /** The reads that empty the largest pipe: a process may enlarge its pipe to 1 MiB ({@code fs.pipe-max-size}). */
    private static final int CHUNKS_IN_A_PIPE = 1024 * 1024 / CHUNK_BYTES;

    /** The size of a read when a process has nearly used up what it may print: some thousand lines at most. */
    private static final int SMALL_CHUNK_BYTES = 4 * 1024;

    /** The interval at which held up output is checked against its rate. */
    private static final int HELD_UP_MILLISECONDS = 50;

    /** The size of reads on callers' threads, which mostly find nothing. */
    private static final int FLUSH_BYTES = 8 * 1024;

    /** The end that is reported when the kernel does not tell it: as by {@code SIGKILL}. */
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

    /** The outputs that are held up. Only the loop's thread uses this. */
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

    /** Is told the events of one process, on the loop's thread. It must not block. */
    public interface Listener {
        /** Some bytes that it printed. */
        void output(byte[] bytes);

        /** The process exceeds its output rate, so that its output is held up. Called once. */
        default void heldUp() {
            // optional
        }

        /** Some bytes that came by the other output. */
        default void otherOutput(byte[] bytes) {
            throw new IllegalStateException("there is no other output");
        }

        /** There is news to read. */
        default void news() {
            throw new IllegalStateException("there is no news");
        }

        /** The process has ended, and its output was delivered, up to a bound. Called once. */
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
        /** Delivers the output up to now, on the calling thread. */
        void flush();

        /**
         * A descriptor of the process, which never refers to a later process with the same number. The caller closes
         * it. Empty if the process has ended or has closed its output.
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

    /** Stops the thread. Processes that are still watched are forgotten. */
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
        // null if an earlier event of this turn removed it
        if (handler != null) {
            attempt(handler);
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // one listener's failure must not stop the thread that serves all sandboxes
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
            // the process has ended; if its end was reaped elsewhere, this event must not repeat for ever
            ChildProcess.End end = process.poll().orElse(UNKNOWN_END);
            unregister(handleToken, handle);
            listener.ended(end);
        }
    }

    /**
     * One pipe. Its lock is held while it is read and delivered, so that the listener is called by one thread at a time
     * and in order.
     */
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

        /** Resumes held up output if its rate allows it. True if the output is not held up any more. */
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

        /** Delivers the rest. The process, and all others of its process namespace, have ended. */
        void end() {
            boolean _ = deliver(buffer, CHUNKS_IN_A_PIPE * (CHUNK_BYTES / SMALL_CHUNK_BYTES), true);
            close();
        }

        /**
         * Delivers available output as far as the rate allows.
         *
         * @param reads the greatest number of reads
         * @param last whether there is no later call for the rest, so that the rate does not apply
         * @return false at the end of the output
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
