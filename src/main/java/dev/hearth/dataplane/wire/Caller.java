package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.Method;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls one process, in the form of our interfaces: blocking, and with errors that a caller can get.
 *
 * @param whom as errors name the process
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

    /** Asks once and gathers what is answered in parts. */
    <Q, A> List<A> list(Method<Q, A> method, Q question, Duration atMost) {
        try (RpcChannel.OpenCall<Q, A> call = channel.open(method, atMost)) {
            boolean _ = call.send(question, atMost); // if there was no room, the answer is late
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
