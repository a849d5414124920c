package dev.hearth.base.image;

import dev.hearth.base.image.ImageException.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The pauses between attempts. They double each time, and end at once when the library closes.
 *
 * @param first the first pause
 * @param closing counted down when the library closes
 */
record Pause(Duration first, CountDownLatch closing) {
    /** @param tried the number of attempts so far, 1 or more */
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
