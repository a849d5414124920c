package dev.hearth.dataplane.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.NetworkNamespace;
import dev.hearth.base.linux.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NamespacePoolTest {
    private static final Slot SLOT = new Slot(3, Path.of("/nowhere"));

    private final AtomicInteger numbers = new AtomicInteger(1);
    private final BlockingQueue<Network> removed = new LinkedBlockingQueue<>();

    @BeforeEach
    void needsLinux() {
        assumeTrue(Files.exists(Path.of("/proc/thread-self/ns/net")), "this system has no network namespaces");
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void itsThreadsSurviveErrors() throws InterruptedException {
        Maker maker = new Maker(1, 1);
        try (NamespacePool pool = new NamespacePool(maker)) {
            pool.start();
            // whoever waits while the first batch fails is told, unless it failed before
            Network first = takeDespiteOneFailure(pool);
            pool.discard(first);
            while (maker.removals.get() == 0) {
                Thread.onSpinWait();
            }
            Network second = pool.take();
            assertThat(second.index()).isNotEqualTo(first.index());
            pool.discard(second);
            assertThat(removed.poll(30, TimeUnit.SECONDS)).isEqualTo(second);
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void whoComesAfterTheEndIsRefused() {
        NamespacePool pool = new NamespacePool(new Maker(0, 0));
        pool.start();
        pool.close();
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= NetworkLimits.READY_MOST; i++) {
                        assertThat(pool.take()).isNotNull();
                    }
                })
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("closed");
    }

    private static Network takeDespiteOneFailure(NamespacePool pool) {
        try {
            return pool.take();
        } catch (LinuxException e) {
            assertThat(e).hasMessageContaining("no network for a sandbox can be made");
            return pool.take();
        }
    }

    /** Fails some times with what no code expects. */
    private final class Maker implements NamespacePool.Maker {
        private final AtomicInteger badMakes;
        private final AtomicInteger badRemovals;
        private final AtomicInteger removals = new AtomicInteger();

        Maker(int badMakes, int badRemovals) {
            this.badMakes = new AtomicInteger(badMakes);
            this.badRemovals = new AtomicInteger(badRemovals);
        }

        @Override
        public List<Network> make(int count) {
            if (badMakes.getAndDecrement() > 0) {
                throw new AssertionError("an error while networks are made");
            }
            List<Network> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                made.add(new Network(SLOT, numbers.incrementAndGet(), NetworkNamespace.ofThread()));
            }
            return made;
        }

        @Override
        public void remove(List<Network> networks) {
            removals.incrementAndGet();
            if (badRemovals.getAndDecrement() > 0) {
                throw new AssertionError("an error while networks are removed");
            }
            removed.addAll(networks);
        }
    }
}
