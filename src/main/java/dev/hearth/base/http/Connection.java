package dev.hearth.base.http;

import dev.hearth.time.Time;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: serves its requests one after the other, on a virtual thread of its own.
 *
 * <p>The listener, its threads and sockets are Helidon's. The HTTP messages on a connection are read and written
 * here. Helidon's own HTTP/1.1 does not support trailers, with which runtimes end a failed stream. It accepts a request
 * with two lengths, waits without limit for a body that it never asked for, and limits neither the time for a request's
 * head nor the connections of one peer.
 *
 * <pre>
 * from    event                              to
 * IDLE    a request's head is there          BUSY
 * BUSY    answered, and all of it read       IDLE
 * BUSY    answered, but not to be used again ENDED
 * IDLE    server closes, or peer is late     ENDED   the socket is closed
 * </pre>
 */
final class Connection implements ServerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private static final Duration LATE = Duration.ofDays(365);

    private final HelidonSocket socket;
    private final InetSocketAddress peer;
    private final HttpServer server;
    private final HttpLimits limits;
    private final Watch watch;
    private final Input input;
    private final Output output;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    private enum State {
        IDLE,
        BUSY,
        ENDED
    }

    Connection(
            HelidonSocket socket,
            InetSocketAddress peer,
            HttpServer server,
            HttpLimits limits,
            Watch watch,
            Time time) {
        this.socket = socket;
        this.peer = peer;
        this.server = server;
        this.limits = limits;
        this.watch = watch;
        this.input = new Input(socket, watch, limits, time, server.peers(), peer.getAddress());
        this.output = new Output(socket, watch, limits);
    }

    InetSocketAddress peer() {
        return peer;
    }

    @Override
    public void handle(Limit limit) {
        try {
            boolean again = true;
            while (again) {
                again = serveOne();
            }
            output.flush();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("connection from {} ended: {}", peer, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("connection from {} failed", peer, e);
        } finally {
            abort();
            input.forgetHead();
            server.ended(this);
        }
    }

    /** Zero, or a very long time if the peer is late. Helidon closes connections that report a long idle time. */
    @Override
    public Duration idleTime() {
        return watch.late() ? LATE : Duration.ZERO;
    }

    /**
     * Ends the connection when the server closes, or when the peer is late.
     *
     * @param interrupt whether a connection that serves a request is closed too. Its thread was interrupted before, and
     *     the handler may still send an error.
     */
    @Override
    public void close(boolean interrupt) {
        if (server.closing()) {
            server.awaitListenerGone();
        }
        if (interrupt && !watch.late()) {
            server.awaitLastWords(this);
        }
        if (interrupt || watch.late() || state.compareAndSet(State.IDLE, State.ENDED)) {
            abort();
        }
    }

    /** Closes the socket, whatever state the connection is in. */
    void abort() {
        try {
            socket.close();
        } catch (UncheckedIOException e) {
            LOG.debug("closing the connection from {}: {}", peer, e.getMessage());
        }
    }

    /** Serves one request. True if the connection can serve another. */
    private boolean serveOne() throws IOException {
        RequestHead head;
        try {
            int end = input.awaitHead();
            if (end < 0) {
                return false;
            }
            head = RequestHead.parse(input.buffer(), input.position(), end, limits.maxHeaders());
            input.position(end);
        } catch (MalformedRequestException e) {
            refuse(e);
            return false;
        }
        if (!state.compareAndSet(State.IDLE, State.BUSY)) {
            return false;
        }
        watch.disarm();
        RequestBody body = RequestBody.of(head, input, output, limits.maxHeaders());
        if (body.ended()) {
            // also for an empty body: botocore would otherwise take this "100 Continue" for its next request's answer
            body.sayContinue();
        } else {
            output.flush(); // the peer may be waited for
        }
        Response response = new Response(head, output, server.date(), streaming -> isLast(head, body, streaming));
        handle(new Request(head, body, peer), response);
        if (!response.done()) {
            return false; // the answer is incomplete: the connection must close so that the peer sees that
        }
        if (response.closing() || !body.ended() || !input.hasHead()) {
            output.flush(); // the peer may be waited for
        }
        if (response.closing() || !drained(body)) {
            linger(body);
            return false;
        }
        state.set(State.IDLE);
        return !server.closing();
    }

    private void handle(Request request, Response response) throws IOException {
        try {
            server.handler().handle(request, response);
            if (!response.done() && !response.begun()) {
                throw new IllegalStateException("the handler has not answered");
            }
        } catch (MalformedRequestException e) {
            fail(response, e.status());
        } catch (BodyTooLargeException e) {
            fail(response, 413);
        } catch (UncheckedIOException e) {
            failed(request, response, e, Objects.requireNonNullElse(e.getCause(), e));
        } catch (IOException | RuntimeException e) {
            failed(request, response, e, e);
        } catch (StackOverflowError | AssertionError | LinkageError e) {
            failed(request, response, e, e); // an error in one handler must not end other requests
        }
    }

    private void failed(Request request, Response response, Throwable thrown, Throwable cause) throws IOException {
        if (cause instanceof DisconnectedException gone) {
            throw gone;
        }
        LOG.error("{} {} failed", request.method(), request.rawPath(), thrown);
        fail(response, 500);
    }

    private static void fail(Response response, int status) {
        if (!response.begun()) {
            response.reset();
            response.status(status).send(new byte[0]);
        }
    }

    /** Whether the connection must close after the response whose head is written now. */
    private boolean isLast(RequestHead head, RequestBody body, boolean streaming) {
        boolean last = !head.keepAlive()
                || server.closing()
                || body.continuePending()
                || input.tooSlow()
                || (!streaming && body.left() > HttpLimits.KEEP_ALIVE_DRAIN_BYTES);
        body.withholdContinue(); // inside an answer, the peer would read it as part of the body
        return last;
    }

    /** Reads the rest of a body that the handler did not read, so that the next byte is the next request's. */
    private static boolean drained(RequestBody body) throws IOException {
        if (body.ended()) {
            return true;
        }
        byte[] waste = new byte[HttpLimits.INPUT_BUFFER_BYTES];
        long drained = 0;
        try {
            while (!body.ended() && drained <= HttpLimits.KEEP_ALIVE_DRAIN_BYTES) {
                drained += Math.max(0, body.read(waste, 0, waste.length));
            }
        } catch (MalformedRequestException e) {
            return false;
        }
        return body.ended();
    }

    /**
     * Reads and discards what the peer still sends, within limits, so that the peer gets the answer before the close.
     */
    private void linger(RequestBody body) throws IOException {
        if (!body.ended()) {
            input.discard(HttpLimits.CLOSING_DRAIN_BYTES);
        }
    }

    private void refuse(MalformedRequestException problem) throws IOException {
        LOG.debug("request from {} refused: {}", peer, problem.getMessage());
        output.text(StatusLine.of(problem.status()));
        output.bytes(server.date().line());
        output.text("Content-Length: 0\r\nConnection: close\r\n\r\n");
        output.flush();
        input.beginBody(); // what follows a malformed head is read as a body
        input.discard(HttpLimits.KEEP_ALIVE_DRAIN_BYTES);
    }
}
