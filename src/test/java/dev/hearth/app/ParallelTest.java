package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parts that are made side by side: what becomes of one that fails, or that nobody needs any more. */
@Timeout(20)
final class ParallelTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void whatGoesWrongIsThrownWhereItIsAwaited() {
        assertThatThrownBy(Parallel.begin(() -> {
                    throw new IllegalStateException("no driver");
                })::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no driver");
        assertThatThrownBy(Parallel.begin(() -> {
                    throw new StackOverflowError("too deep");
                })::await)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void whatIsStillBeingMadeWhenAllIsClosedIsClosedWhenItIsThere() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        Parallel.Part<String> part = Parallel.begin(() -> {
            try {
                return goOn.await(10, TimeUnit.SECONDS) ? "driver" : "late";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        CloseStack stack = new CloseStack();
        stack.push(() -> closed.add("claim"));
        stack.push(part.closing(closed::add));
        Thread closing = Thread.ofVirtual().start(stack::close);
        goOn.countDown();
        closing.join();
        assertThat(closed).containsExactly("driver", "claim");
    }

    @Test
    void whatWasNeverMadeIsNotClosed() throws Exception {
        Parallel.Part<String> part = Parallel.begin(() -> {
            throw new IllegalStateException("no driver");
        });
        part.closing(closed::add).close();
        assertThat(closed).isEmpty();
    }
}
