package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.Method;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls the methods of one process. Calls block, and failures are errors that a caller of Lambda can get.
 *
 * @param whom the process's name in errors
 */
record Caller(RpcChannel channel, String whom) {
    <Q, A> A call(Method<Q, A> method, Q question, Duration atMost) {
        try {
            return channel.call(method, question, atMost);
        } catch (RpcException e) {
            throw Errors.of(e, whom);
        } catch (InterruptedException e) {
            throw Errors.interrupted(e);
        }
    }

    /** Sends one question, and gathers the parts of the answer. */
    <Q, A> List<A> list(Method<Q, A> method, Q question, Duration atMost) {
        try (RpcChannel.OpenCall<Q, A> call = channel.open(method, atMost)) {
            boolean _ = call.send(question, atMost); // without room for it, waiting for the answer fails as late
            call.finish();
            List<A> parts = new ArrayList<>();
            for (Optional<A> part = call.receive(); part.isPresent(); part = call.receive()) {
                parts.add(part.get());
            }
            return parts;
        } catch (RpcException e) {
            throw Errors.of(e, whom);
        } catch (InterruptedException e) {
            throw Errors.interrupted(e);
        }
    }
}
