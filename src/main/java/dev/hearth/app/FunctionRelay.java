package dev.hearth.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes connections of functions on to the server, whose address their sandboxes can't reach. It reads nothing of
 * what passes: signatures stay valid.
 */
final class FunctionRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionRelay.class);

    /** Connections at once: 128 sandboxes with all of theirs. Each takes two virtual threads with small buffers. */
    private static final int CONNECTIONS = 8_192;

    /** Connections of one sandbox at once; SDKs keep up to 50. */
    private static final int CONNECTIONS_OF_ONE = 64;

    private static final int BACKLOG = 128;
    private static final int BUFFER_BYTES = 8_192;
    private static final int CONNECT_MILLIS = 5_000;

    private final ServerSocket listening;
    private final Supplier<Optional<InetSocketAddress>> server;
    private final Semaphore room = new Semaphore(CONNECTIONS);
    private final Map<InetAddress, Integer> connections = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile boolean lost;

    private FunctionRelay(ServerSocket listening, Supplier<Optional<InetSocketAddress>> server) {
        this.listening = listening;
        this.server = server;
    }

    /** @param server where connections lead to; while it is empty they are closed */
    static FunctionRelay start(InetSocketAddress address, Supplier<Optional<InetSocketAddress>> server) {
        try {
            ServerSocket listening = new ServerSocket(address.getPort(), BACKLOG, address.getAddress());
            FunctionRelay relay = new FunctionRelay(listening, server);
            Thread.ofPlatform().daemon().name("relay").start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    /** Whether it has stopped to accept connections. */
    boolean lost() {
        return lost;
    }

    private void accept() {
        try {
            while (true) {
                Socket function = listening.accept();
                open.add(function);
                if (closed || !enter(function.getInetAddress())) {
                    end(function);
                } else {
                    Thread.ofVirtual().name("relay").start(() -> pass(function));
                }
            }
        } catch (IOException e) {
            if (!closed) {
                LOG.error("functions can't connect to AWS's services any more", e);
                lost = true;
            }
        }
    }

    private boolean enter(InetAddress sandbox) {
        if (!room.tryAcquire()) {
            return false;
        }
        if (connections.merge(sandbox, 1, Integer::sum) > CONNECTIONS_OF_ONE) {
            leave(sandbox);
            return false;
        }
        return true;
    }

    private void leave(InetAddress sandbox) {
        connections.computeIfPresent(sandbox, (_, count) -> count == 1 ? null : count - 1);
        room.release();
    }

    private void pass(Socket function) {
        try (Socket onward = new Socket()) {
            open.add(onward);
            try {
                InetSocketAddress to =
                        server.get().orElseThrow(() -> new IOException("this worker has not joined a server"));
                onward.connect(to, CONNECT_MILLIS);
                Thread back = Thread.ofVirtual().name("relay back").start(() -> copy(onward, function));
                copy(function, onward);
                back.join();
            } finally {
                open.remove(onward);
            }
        } catch (IOException e) {
            LOG.debug("a function's connection was not passed on", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave(function.getInetAddress());
            end(function);
        }
    }

    /** Copies until one end has sent all, and tells the other. If that fails, both are closed. */
    private static void copy(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("a function's connection broke", e);
            closeBoth(from, to);
        }
    }

    private static void closeBoth(Socket one, Socket other) {
        try (one;
                other) {
            LOG.debug("closing {} and {}", one, other);
        } catch (IOException e) {
            LOG.debug("a socket could not be closed", e);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        closeBoth(socket, socket);
    }

    @Override
    public void close() {
        closed = true;
        try {
            listening.close();
        } catch (IOException e) {
            LOG.debug("a server's socket could not be closed", e);
        }
        open.forEach(this::end);
    }
}
