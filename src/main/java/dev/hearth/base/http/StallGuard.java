package dev.hearth.base.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The body of an answer of another server. It is closed when no data has arrived for some time. The HTTP client's own
 * timeout ends with the headers.
 */
public final class StallGuard extends FilterInputStream {
    private final AtomicLong reads = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Duration limit;

    /** @param limit how long a read may take */
    public StallGuard(InputStream in, Duration limit) {
        super(in);
        this.limit = limit;
        Thread.ofVirtual().name("stall-guard").start(this::watch);
    }

    @Override
    public int read() throws IOException {
        reads.incrementAndGet();
        return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        reads.incrementAndGet();
        return in.read(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        in.close();
    }

    /** Closes the stream also if its reader has been idle for that time, because it then blocks the sender. */
    private void watch() {
        try {
            long before = -1;
            while (!closed.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = reads.get();
                if (now == before) {
                    in.close();
                    return;
                }
                before = now;
            }
        } catch (InterruptedIOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // the stream has ended
        }
    }
}
