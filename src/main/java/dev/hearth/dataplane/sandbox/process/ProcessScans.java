package dev.hearth.dataplane.sandbox.process;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the table of processes for several callers at once: callers that come during a scan share the next one. So the
 * end of many sandboxes takes a few scans.
 */
final class ProcessScans {
    static final Path PROC = Path.of("/proc");

    private final Supplier<ProcessTable> scan;
    private final AtomicLong begun = new AtomicLong();

    /** Held during a scan. A caller that waits for it shares the next scan. */
    private final ReentrantLock looking = new ReentrantLock();

    private @Nullable ProcessTable last;

    ProcessScans() {
        this(() -> ProcessTable.read(PROC));
    }

    ProcessScans(Supplier<ProcessTable> scan) {
        this.scan = scan;
    }

    /** The processes at a time after this call began. */
    ProcessTable now() {
        long seen = begun.get();
        looking.lock();
        try {
            ProcessTable shared = last;
            if (shared != null && begun.get() > seen) {
                return shared;
            }
            begun.incrementAndGet();
            last = null; // if this scan fails, no caller may use an older one
            ProcessTable own = scan.get();
            last = own;
            return own;
        } finally {
            looking.unlock();
        }
    }
}
