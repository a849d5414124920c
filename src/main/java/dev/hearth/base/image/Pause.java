package dev.hearth.base.image;

import dev.hearth.base.image.ImageException.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The waiting between two tries, which doubles each time, and ends at once when everything does.
 *
 * @param first the first one's length
 * @param closing counted down when nobody waits any more
 */
record Pause(Duration first, CountDownLatch closing) {
    /** @param tried how often, 1 or more */
    void before(int tried) throws ImageException {
        boolean over;
        try {
            over = closing.await(first.toNanos() << (tried - 1), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over = true;
        }
        if (over) {
            throw new ImageException(Reason.UNAVAILABLE, "Interrupted while a registry was asked");
        }
    }
}
