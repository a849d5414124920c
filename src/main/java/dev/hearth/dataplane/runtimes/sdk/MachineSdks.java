package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SDKs of this machine. Each is made when a function first needs it.
 *
 * <pre>
 * of a key    event                                        to
 * ABSENT      a function needs it                          MAKING   on a thread of its own, one after the other
 * MAKING      it is made                                   PRESENT  sandboxes that start from now on have it
 * MAKING      it fails                                     FAILED   logged, unless the reason is the same as before
 * MAKING      another process makes it                     FAILED   not logged
 * FAILED      needed again, after a pause                  MAKING   the pause doubles each time
 * PRESENT     the setting has other clients, or its        MAKING   the earlier one is used meanwhile
 *             files are gone
 * </pre>
 */
public final class MachineSdks implements SdkCatalog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MachineSdks.class);

    private final SdkStore store;
    private final SdkMaker maker;
    private final SdkSettings settings;
    private final Time time;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final Map<SdkKey, Attempt> attempts = new HashMap<>();
    private boolean closed;

    /** The last attempt to make an SDK. */
    private static final class Attempt {
        private @Nullable Thread running;
        private String failure = "";
        private Duration pause = Duration.ZERO;
        private long notBeforeNanos;
    }

    /**
     * Removes what earlier processes left. No sandbox exists yet.
     *
     * @param threads makes one thread for each key that is made or waits for its turn
     */
    public MachineSdks(SdkStore store, SdkMaker maker, SdkSettings settings, Time time, ThreadFactory threads)
            throws IOException {
        this.store = store;
        this.maker = maker;
        this.settings = settings;
        this.time = time;
        this.threads = threads;
        var _ = store.sweep(Duration.ZERO);
    }

    @Override
    public Optional<Image> find(RuntimeInstallation runtime) {
        Optional<SdkKey> key =
                SdkKey.of(runtime).filter(found -> settings.languages().contains(found.language()));
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<SdkRecord> made = store.record(key.get());
            if (made.isEmpty() || !made.get().has(settings.clients())) {
                begin(key.get(), runtime);
            }
            return made.map(store::image);
        } catch (UncheckedIOException unreadable) {
            LOG.warn("functions of {} do without the AWS SDK", key.get().name(), unreadable);
            return Optional.empty();
        }
    }

    @Override
    public boolean await(RuntimeInstallation runtime, Duration limit) throws InterruptedException {
        Optional<SdkKey> key = SdkKey.of(runtime);
        if (key.isPresent() && find(runtime).isEmpty()) {
            awaitAttempt(key.get(), limit);
        }
        return find(runtime).isPresent();
    }

    private void awaitAttempt(SdkKey key, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (left > 0 && isMaking(key)) {
                left = over.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isMaking(SdkKey key) {
        Attempt attempt = attempts.get(key);
        return attempt != null && attempt.running != null;
    }

    /** Removes SDKs that were replaced long ago. */
    public int sweep() throws IOException {
        return store.sweep(Limits.REPLACED);
    }

    private void begin(SdkKey key, RuntimeInstallation runtime) {
        lock.lock();
        try {
            Attempt attempt = attempts.computeIfAbsent(key, absent -> new Attempt());
            boolean isDue = attempt.pause.isZero() || time.nanos() - attempt.notBeforeNanos >= 0;
            if (!closed && attempt.running == null && isDue) {
                Thread thread = threads.newThread(() -> make(key, runtime, attempt));
                attempt.running = thread;
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void make(SdkKey key, RuntimeInstallation runtime, Attempt attempt) {
        try {
            oneAtATime.lockInterruptibly();
            try {
                Optional<SdkStore.Claim> claim = store.tryClaim(key);
                if (claim.isPresent()) {
                    makeUnlessMade(claim.get(), runtime);
                }
                ended(attempt, claim.isPresent() ? Optional.empty() : Optional.of(""));
            } finally {
                oneAtATime.unlock();
            }
        } catch (SdkException failure) {
            failed(key, attempt, failure.reason());
        } catch (IOException | RuntimeException failure) {
            failed(key, attempt, failure.toString());
        } catch (InterruptedException closing) {
            ended(attempt, Optional.of(""));
            Thread.currentThread().interrupt();
        }
    }

    private void makeUnlessMade(SdkStore.Claim claim, RuntimeInstallation runtime)
            throws IOException, SdkException, InterruptedException {
        String name = claim.key().name();
        try (claim) {
            if (store.record(claim.key())
                    .filter(made -> made.has(settings.clients()))
                    .isEmpty()) {
                LOG.info("making the AWS SDK for functions of {}", name);
                SdkRecord made = maker.make(claim, runtime, settings.clients(), step -> {});
                LOG.info("functions of {} find {} from now on", name, made.version());
            }
        }
    }

    private void failed(SdkKey key, Attempt attempt, String reason) {
        if (!attempt.failure.equals(reason) && !Thread.currentThread().isInterrupted()) {
            LOG.warn("functions of {} do without the AWS SDK, which can't be made: {}", key.name(), reason);
        }
        ended(attempt, Optional.of(reason));
    }

    private void ended(Attempt attempt, Optional<String> failure) {
        lock.lock();
        try {
            attempt.running = null;
            over.signalAll();
            attempt.failure = failure.orElse("");
            attempt.pause = failure.isEmpty() ? Duration.ZERO : longer(attempt.pause);
            attempt.notBeforeNanos = time.nanos() + attempt.pause.toNanos();
        } finally {
            lock.unlock();
        }
    }

    private static Duration longer(Duration pause) {
        if (pause.isZero()) {
            return Limits.FIRST_PAUSE;
        }
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(Limits.LONGEST_PAUSE) < 0 ? twice : Limits.LONGEST_PAUSE;
    }

    /** Ends the making of SDKs. It begins anew after the next start. */
    @Override
    public void close() {
        Map<SdkKey, Attempt> left;
        lock.lock();
        try {
            closed = true;
            left = Map.copyOf(attempts);
        } finally {
            lock.unlock();
        }
        left.values().forEach(this::end);
    }

    private void end(Attempt attempt) {
        Thread running;
        lock.lock();
        try {
            running = attempt.running;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            if (!running.join(Limits.END)) {
                LOG.warn("a package manager that makes an AWS SDK does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
