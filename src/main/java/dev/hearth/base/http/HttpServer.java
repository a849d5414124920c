package dev.hearth.base.http;

import dev.hearth.time.Time;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP/1.1 server with one handler for all methods and paths. The handler gets both exactly as sent. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final HttpServerConfig config;
    private final HttpHandler handler;
    private final Time time;
    private final HttpDate date;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Peers peers;
    private final WebServer server;
    /** Until when interrupted requests may still send an error; 0 until the first request is interrupted. */
    private final AtomicLong lastWordsNanos = new AtomicLong();

    private volatile int port;
    private volatile boolean listenerGone;
    private volatile boolean closing;

    private HttpServer(HttpServerConfig config, Time time, Duration grace, HttpHandler handler) {
        this.config = config;
        this.time = time;
        this.date = new HttpDate(time);
        this.handler = handler;
        HttpLimits limits = config.limits();
        this.peers = new Peers(limits.peer());
        this.server = WebServer.builder()
                .address(config.address())
                .port(config.port())
                .backlog(HttpLimits.BACKLOG)
                .maxTcpConnections(limits.maxConnections())
                .idleConnectionTimeout(Duration.ofDays(1)) // late connections report a longer idle time
                .idleConnectionPeriod(watchPeriod(limits))
                .shutdownGracePeriod(grace)
                .shutdownHook(false)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new ConnectionSelector(this::connect))
                .build();
    }

    /**
     * Listens, and serves requests until the server is closed.
     *
     * @param grace how long running requests may go on after {@link #close}
     * @throws UncheckedIOException if the server can't listen on the address
     */
    public static HttpServer start(HttpServerConfig config, Time time, Duration grace, HttpHandler handler) {
        probe(config);
        HttpServer started = new HttpServer(config, time, grace, handler);
        started.server.start();
        if (!started.server.isRunning()) {
            throw new UncheckedIOException(new IOException("can't listen on " + place(config)));
        }
        started.port = started.server.port();
        return started;
    }

    /** The address that the server listens on, with the actual port. */
    public InetSocketAddress address() {
        return new InetSocketAddress(config.address(), port);
    }

    /** How many connections are open. By this, tests see that none is left. */
    int connectionCount() {
        return connections.size();
    }

    /** Closes all connections of a peer that no longer exists. */
    public void disconnect(InetAddress peer) {
        for (Connection connection : connections) {
            if (connection.peer().getAddress().equals(peer)) {
                connection.abort();
            }
        }
    }

    /**
     * Runs a task once the peer has no connection, and so all that the peer sent before has been read and handled. The
     * task runs now, or on the thread of the peer's last connection. A connection that this server has not accepted yet
     * does not count.
     */
    public void whenDisconnected(InetAddress peer, Runnable task) {
        peers.whenGone(peer, task);
    }

    /**
     * Accepts no more connections and requests. Running requests may finish within the grace period; the others are
     * then interrupted. The server stops listening first and closes idle connections after that, so that a peer whose
     * connection is closed can't connect to this server again.
     */
    @Override
    public void close() {
        closing = true;
        server.stop();
    }

    /**
     * Waits until no more connections are accepted. A closed listener still accepts connections until its accepting
     * thread has returned from the system call.
     */
    void awaitListenerGone() {
        long until = time.nanos() + Limits.LISTENER_GONE.toNanos();
        while (!listenerGone && isListening() && time.nanos() - until < 0) {
            LockSupport.parkNanos(Limits.LISTENER_GONE_POLL.toNanos());
        }
        listenerGone = true;
    }

    /** Whether it accepts no more connections though nobody has closed it, so that it never will again. */
    public boolean lost() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(config.address(), port), (int) Limits.LISTENER_GONE.toMillis());
            return false;
        } catch (ConnectException refused) {
            return !closing;
        } catch (IOException unknown) {
            return false; // there may be no descriptor for the probe, or the queue of connections is full
        }
    }

    private boolean isListening() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(config.address(), port), (int) Limits.LISTENER_GONE.toMillis());
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Waits until an interrupted connection has ended. All interrupted connections share one time limit. */
    void awaitLastWords(Connection connection) {
        lastWordsNanos.compareAndSet(0, time.nanos() + HttpLimits.LAST_WORDS.toNanos());
        while (connections.contains(connection) && lastWordsNanos.get() - time.nanos() > 0) {
            LockSupport.parkNanos(HttpLimits.LAST_WORDS_POLL.toNanos());
        }
    }

    boolean closing() {
        return closing;
    }

    HttpHandler handler() {
        return handler;
    }

    Peers peers() {
        return peers;
    }

    HttpDate date() {
        return date;
    }

    void ended(Connection connection) {
        connections.remove(connection);
        peers.leave(connection.peer().getAddress());
    }

    private ServerConnection connect(ConnectionContext context) {
        if (closing) {
            throw new CloseConnectionException("the server is closing");
        }
        InetSocketAddress peer = (InetSocketAddress) context.remotePeer().address();
        if (!peers.enter(peer.getAddress())) {
            LOG.debug("{} has too many connections", peer);
            throw new CloseConnectionException("too many connections of one peer");
        }
        Connection connection =
                new Connection(context.serverSocket(), peer, this, config.limits(), new Watch(time), time);
        connections.add(connection);
        return connection;
    }

    private static Duration watchPeriod(HttpLimits limits) {
        Duration shorter = limits.idleTimeout().compareTo(limits.stallTimeout()) < 0
                ? limits.idleTimeout()
                : limits.stallTimeout();
        return Duration.ofMillis(Math.clamp(shorter.toMillis() / 4, 10, 1000));
    }

    /** Checks before the start that the address is free. Helidon would only log the reason, and not tell its caller. */
    private static void probe(HttpServerConfig config) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(config.address(), config.port()));
        } catch (IOException e) {
            throw new UncheckedIOException("can't listen on " + place(config) + ": " + e.getMessage(), e);
        }
    }

    private static String place(HttpServerConfig config) {
        return config.address().getHostAddress() + ":" + config.port();
    }
}
