package dev.hearth.dataplane.sandbox.process;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all processes for those who ask at once: whoever comes while a look is under way shares the next one with
 * all others who do. So many sandboxes that end together cost a few looks, and not a few each.
 */
final class ProcessScans {
    static final Path PROC = Path.of("/proc");

    private final Supplier<ProcessTable> scan;
    private final AtomicLong begun = new AtomicLong();

    /** Held during a look: to wait for it is to wait for the next one's turn. */
    private final ReentrantLock looking = new ReentrantLock();

    private @Nullable ProcessTable last;

    ProcessScans() {
        this(() -> ProcessTable.read(PROC));
    }

    ProcessScans(Supplier<ProcessTable> scan) {
        this.scan = scan;
    }

    /** The processes at a moment after this call began. */
    ProcessTable now() {
        long seen = begun.get();
        looking.lock();
        try {
            ProcessTable shared = last;
            if (shared != null && begun.get() > seen) {
                return shared;
            }
            begun.incrementAndGet();
            last = null; // if this look fails, nobody may take an older one for it
            ProcessTable own = scan.get();
            last = own;
            return own;
        } finally {
            looking.unlock();
        }
    }
}
