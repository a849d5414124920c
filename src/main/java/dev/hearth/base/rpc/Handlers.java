package dev.hearth.base.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The handlers of the methods that a process serves. */
public final class Handlers {
    private final List<Entry<?, ?>> entries = new ArrayList<>();

    /** Answers one message with one. Runs on a virtual thread of its own. */
    @FunctionalInterface
    public interface Answering<Q, A> {
        A answer(Peer caller, Q question) throws Refusal, InterruptedException;
    }

    /**
     * Serves a call with a stream each way. The call ends when the handler returns. Runs on a virtual thread of its
     * own.
     */
    @FunctionalInterface
    public interface Streaming<Q, A> {
        void run(Peer caller, RpcStream<A, Q> stream) throws Refusal, RpcException, InterruptedException;
    }

    /** Undoes an answer that the caller did not get. */
    @FunctionalInterface
    public interface TakingBack<A> {
        void takeBack(A answer);
    }

    sealed interface Entry<Q, A> {
        Method<Q, A> method();
    }

    /** @param back if present, the handler's thread is interrupted when nobody waits any more */
    record One<Q, A>(Method<Q, A> method, Answering<Q, A> handler, Optional<TakingBack<A>> back)
            implements Entry<Q, A> {}

    record Stream<Q, A>(Method<Q, A> method, Streaming<Q, A> handler) implements Entry<Q, A> {}

    /** Adds a method whose calls go on when the caller no longer waits. */
    public <Q, A> Handlers on(Method<Q, A> method, Answering<Q, A> handler) {
        entries.add(new One<>(method, handler, Optional.empty()));
        return this;
    }

    /**
     * Adds a method whose calls are interrupted when the caller no longer waits.
     *
     * @param back gets the answer if the caller no longer waited for it
     */
    public <Q, A> Handlers onWaiting(Method<Q, A> method, Answering<Q, A> handler, TakingBack<A> back) {
        entries.add(new One<>(method, handler, Optional.of(back)));
        return this;
    }

    public <Q, A> Handlers onStream(Method<Q, A> method, Streaming<Q, A> handler) {
        entries.add(new Stream<>(method, handler));
        return this;
    }

    List<Entry<?, ?>> entries() {
        return List.copyOf(entries);
    }
}
