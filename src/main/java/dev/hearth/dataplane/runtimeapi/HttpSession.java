package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The session of one sandbox, and where it is reached. */
final class HttpSession implements RuntimeSession {
    private final Session session;
    private final AtomicInteger calls = new AtomicInteger();
    private final String endpoint;
    private final Consumer<Runnable> whenRead;
    private final Runnable unbind;

    /**
     * @param whenRead runs a task as soon as all that the runtime sent is read and its connections are closed
     * @param unbind takes away what the session is reached by; called once, or again without effect
     */
    HttpSession(Session session, String endpoint, Consumer<Runnable> whenRead, Runnable unbind) {
        this.session = session;
        this.endpoint = endpoint;
        this.whenRead = whenRead;
        this.unbind = unbind;
    }

    Session session() {
        return session;
    }

    /** Counts a call of the runtime in; says no when there are too many at once. */
    boolean beginCall() {
        if (calls.incrementAndGet() <= Limits.CALLS) {
            return true;
        }
        calls.decrementAndGet();
        return false;
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
    public void close() {
        session.processEnded();
        unbind.run();
    }
}
