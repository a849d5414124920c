package dev.hearth.base.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a process does for others: a handler for each of its methods. */
public final class Handlers {
    private final List<Entry<?, ?>> entries = new ArrayList<>();

    /** Answers one message with one. Runs on a virtual thread of its own. */
    @FunctionalInterface
    public interface Answering<Q, A> {
        A answer(Peer caller, Q question) throws Refusal, InterruptedException;
    }

    /** Does a call with a stream each way, whose end is the handler's return. Runs on a virtual thread of its own. */
    @FunctionalInterface
    public interface Streaming<Q, A> {
        void run(Peer caller, RpcStream<A, Q> stream) throws Refusal, RpcException, InterruptedException;
    }

    /** Takes an answer back that nobody got. */
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

    /** A call goes on to its end although nobody waits for it any more. */
    public <Q, A> Handlers on(Method<Q, A> method, Answering<Q, A> handler) {
        entries.add(new One<>(method, handler, Optional.empty()));
        return this;
    }

    /**
     * A call is interrupted when nobody waits for it any more.
     *
     * @param back gets the answer, if nobody waited for it any more when it was there
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
