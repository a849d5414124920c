package dev.hearth.neighbours.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PendingChangeTest {
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void whatIsRefusedIsNotMadeLater() {
        PendingChange<Integer> change = new PendingChange<>(made::incrementAndGet);

        assertUnavailable(change);
        change.run();

        assertThat(made).hasValue(0);
    }

    @Test
    void whatHasBegunIsWaitedFor() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch may = new CountDownLatch(1);
        PendingChange<Integer> change = new PendingChange<>(() -> {
            begun.countDown();
            return awaited(may);
        });
        Thread writer = Thread.ofVirtual().start(change::run);
        begun.await();
        Thread.ofVirtual().start(may::countDown);

        assertThat(change.result()).isEqualTo(1);
        writer.join();
    }

    @Test
    void aDiskThatFailsIsTheCallersError() {
        PendingChange<Integer> change = new PendingChange<>(() -> {
            throw new IOException("full");
        });
        change.run();

        assertUnavailable(change);
    }

    private Integer awaited(CountDownLatch latch) {
        try {
            latch.await();
            return made.incrementAndGet();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertUnavailable(PendingChange<Integer> change) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(change::result)
                .satisfies(failed -> assertThat(failed.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }
}
