package dev.hearth.dataplane.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessScansTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @TempDir
    Path proc;

    @Test
    void eachCallSeesWhatWasThereWhenItCame() {
        ProcessScans scans = new ProcessScans(this::look);

        assertThat(scans.now()).isNotSameAs(scans.now());
        assertThat(looks).hasValue(2);
    }

    @Test
    void allWhoComeDuringALookShareTheNext() throws InterruptedException {
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch may = new CountDownLatch(1);
        ProcessScans scans = new ProcessScans(() -> {
            under.countDown();
            await(may);
            return look();
        });
        Set<ProcessTable> first = ConcurrentHashMap.newKeySet();
        Set<ProcessTable> later = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofVirtual().start(() -> first.add(scans.now())));
        under.await();
        for (int i = 0; i < 300; i++) {
            threads.add(Thread.ofVirtual().start(() -> later.add(scans.now())));
        }
        for (Thread thread : threads.subList(1, 301)) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        may.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(looks).hasValue(2);
        assertThat(later).hasSize(1).doesNotContainAnyElementsOf(first);
    }

    @Test
    void nobodyGetsAnOlderLookForOneThatFailed() throws InterruptedException {
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch may = new CountDownLatch(1);
        ProcessScans scans = new ProcessScans(() -> {
            under.countDown();
            await(may);
            ProcessTable table = look();
            if (looks.get() == 2) {
                throw new IllegalStateException("failed");
            }
            return table;
        });
        List<ProcessTable> seen = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofVirtual().start(() -> seen.add(scans.now())));
        under.await();
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.ofVirtual().unstarted(() -> seen.add(scans.now())));
            threads.getLast().setUncaughtExceptionHandler((_, _) -> failed.incrementAndGet());
            threads.getLast().start();
            while (threads.getLast().getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        may.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failed).hasValue(1);
        assertThat(seen).hasSize(2).doesNotHaveDuplicates();
    }

    private ProcessTable look() {
        looks.incrementAndGet();
        return ProcessTable.read(proc);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
