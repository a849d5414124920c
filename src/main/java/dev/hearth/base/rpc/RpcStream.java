package dev.hearth.base.rpc;

import java.time.Duration;
import java.util.Optional;

/**
 * One end of a call that has a stream of messages each way. Any thread may send; one at a time may receive.
 *
 * @param <O> what this end sends
 * @param <I> what it receives
 */
public interface RpcStream<O, I> {
    /**
     * Sends a message, once there is room on the way to the other end.
     *
     * @param atMost how long to wait for that
     * @return false if there was none in that time: the message is not sent
     * @throws RpcException if the call has ended: nothing is sent any more
     */
    boolean send(O message, Duration atMost) throws RpcException, InterruptedException;

    /**
     * Waits for the next message.
     *
     * @return empty if the other end has sent all
     * @throws RpcException if the call has failed
     */
    Optional<I> receive() throws RpcException, InterruptedException;

    /**
     * Waits until {@link #receive} need not wait.
     *
     * @return false if it still would after this time
     */
    boolean await(Duration atMost) throws InterruptedException;

    /** Whether the call has failed, or the other end has given it up. */
    boolean isOver();
}
