package dev.hearth.dataplane.runtimeapi;

import dev.hearth.dataplane.telemetry.Telemetry;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The session of one sandbox, with its address. */
final class HttpSession implements RuntimeSession {
    private final Session session;
    private final ExtensionGroup extensions;
    private final Telemetry telemetry;
    private final AtomicInteger calls = new AtomicInteger();
    private final Semaphore body = new Semaphore(1);
    private final String endpoint;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean abandoned;
    private final Consumer<Runnable> whenRead;
    private final Runnable unbind;

    /**
     * @param whenRead runs a task as soon as everything that the runtime sent was read and its connections are closed
     * @param unbind removes the session's address or port; called once, or again without effect
     */
    HttpSession(
            Session session,
            ExtensionGroup extensions,
            Telemetry telemetry,
            String endpoint,
            Consumer<Runnable> whenRead,
            Runnable unbind) {
        this.session = session;
        this.extensions = extensions;
        this.telemetry = telemetry;
        this.endpoint = endpoint;
        this.whenRead = whenRead;
        this.unbind = unbind;
    }

    Session session() {
        return session;
    }

    ExtensionGroup group() {
        return extensions;
    }

    @Override
    public Extensions extensions() {
        return extensions;
    }

    @Override
    public Telemetry telemetry() {
        return telemetry;
    }

    /** Waits for the end of a session that was abandoned: the runtime is killed then, and needs no answer. */
    void awaitEnd() {
        try {
            if (abandoned) {
                closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts a call of the runtime; false if there are too many at once. */
    boolean beginCall() {
        if (calls.incrementAndGet() <= Limits.CALLS) {
            return true;
        }
        calls.decrementAndGet();
        return false;
    }

    /**
     * Begins to read the body of an answer or an error into memory; false if another one is being read. An invocation
     * has one answer, so that unfinished ones on other connections must hold no memory. Waits for a moment, because a
     * runtime may have closed a connection within an answer, and send it again before that is noticed.
     */
    boolean beginBody() {
        try {
            return body.tryAcquire(Limits.BODY_TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void endBody() {
        body.release();
    }

    void endCall() {
        calls.decrementAndGet();
    }

    @Override
    public String endpoint() {
        return endpoint;
    }

    @Override
    public InitOutcome awaitInit(Duration limit) throws InterruptedException {
        return session.awaitInit(limit);
    }

    @Override
    public void onPickUp(Consumer<Invocation> listener) {
        session.onPickUp(listener);
    }

    @Override
    public InvokeOutcome invoke(Invocation invocation, Instant deadline, Duration limit, ResponseSink sink)
            throws InterruptedException {
        return session.invoke(invocation, deadline, limit, sink);
    }

    @Override
    public boolean awaitRest(Duration limit) throws InterruptedException {
        return session.awaitRest(limit);
    }

    @Override
    public boolean atRest() {
        return session.atRest();
    }

    @Override
    public void processEnded() {
        session.processExited(whenRead);
    }

    @Override
    public void abandon() {
        abandoned = true;
        session.processEnded();
    }

    @Override
    public void close() {
        closed.countDown();
        session.processEnded();
        extensions.close();
        telemetry.close();
        unbind.run();
    }
}
