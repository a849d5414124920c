package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.http.HttpLimits;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.base.http.OpenFiles;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.PeerLimits;
import dev.hearth.dataplane.telemetry.Telemetry;
import dev.hearth.dataplane.telemetry.TelemetryMemory;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API over HTTP. One listener serves all sandboxes that have addresses of their own; each other sandbox
 * gets a listener for itself.
 */
public final class HttpRuntimeApi implements RuntimeApi {
    /** The port in AWS's own documentation and tools. */
    public static final int PORT = 9001;

    private final InetAddress address;
    private final PayloadMemory memory;
    private final Time time;
    private final Ids ids;
    private final SystemTimers timers;
    private final TelemetryMemory telemetry =
            TelemetryMemory.ofHeap(Runtime.getRuntime().maxMemory());
    private final @Nullable HttpServer shared;
    private final Map<InetAddress, HttpSession> byAddress = new ConcurrentHashMap<>();
    private final Queue<Listener> free = new ConcurrentLinkedQueue<>();
    private final Map<Listener, Boolean> listeners = new ConcurrentHashMap<>();

    private HttpRuntimeApi(InetAddress address, int port, boolean share, PayloadMemory memory, Time time, Ids ids) {
        this.address = address;
        this.memory = memory;
        this.time = time;
        this.ids = ids;
        this.timers = new SystemTimers("invocation-limits", time);
        this.shared = share ? listen(port, new RuntimeApiHandler(this::byPeer, memory)) : null;
    }

    /** An API for sandboxes with addresses of their own, by which they are identified; listens at once. */
    public static HttpRuntimeApi shared(InetAddress address, int port, PayloadMemory memory, Time time, Ids ids) {
        return new HttpRuntimeApi(address, port, true, memory, time, ids);
    }

    /** An API for sandboxes that share the host's address: each gets a port of its own. */
    public static HttpRuntimeApi withPortForEach(InetAddress address, PayloadMemory memory, Time time, Ids ids) {
        return new HttpRuntimeApi(address, 0, false, memory, time, ids);
    }

    @Override
    public RuntimeSession open(SandboxId sandbox, Optional<InetAddress> sandboxAddress) {
        return sandboxAddress.isPresent() ? openShared(sandbox, sandboxAddress.get()) : openPrivate();
    }

    @Override
    public boolean lost() {
        return shared != null && shared.lost();
    }

    @Override
    public void close() {
        byAddress.values().forEach(HttpSession::close);
        if (shared != null) {
            shared.close();
        }
        listeners.keySet().forEach(Listener::close);
        timers.close();
    }

    private RuntimeSession openShared(SandboxId sandbox, InetAddress peer) {
        HttpServer server = shared;
        if (server == null) {
            throw new IllegalStateException("sandboxes with addresses of their own need the shared listener");
        }
        AtomicReference<HttpSession> self = new AtomicReference<>();
        HttpSession session = new HttpSession(
                new Session(time, timers),
                new ExtensionGroup(time, timers, ids),
                new Telemetry(telemetry, time, timers),
                endpoint(server.address()),
                task -> server.whenDisconnected(peer, task),
                () -> byAddress.remove(peer, self.get()));
        self.set(session);
        if (byAddress.putIfAbsent(peer, session) != null) {
            throw new IllegalStateException("the address " + peer.getHostAddress() + " of sandbox " + sandbox
                    + " belongs to another that still runs");
        }
        return session;
    }

    private RuntimeSession openPrivate() {
        Listener listener = free.poll();
        if (listener == null) {
            listener = new Listener();
            listeners.put(listener, true);
        }
        return listener.open();
    }

    private Optional<HttpSession> byPeer(HttpRequest request) {
        return Optional.ofNullable(byAddress.get(request.peer().getAddress()));
    }

    private HttpServer listen(int port, RuntimeApiHandler handler) {
        int connections = Math.min(Limits.CONNECTIONS, OpenFiles.forOneServer());
        PeerLimits perSandbox = Limits.perSandbox(Runtime.getRuntime().maxMemory(), connections);
        HttpLimits limits = new HttpLimits(
                connections, perSandbox, Limits.HEAD_BYTES, Limits.HEADERS, Limits.IDLE, Limits.STALL, 0);
        return HttpServer.start(new HttpServerConfig(address, port, limits), time, Duration.ZERO, handler);
    }

    private static String endpoint(InetSocketAddress server) {
        String host = server.getAddress().getHostAddress();
        return (server.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + server.getPort();
    }

    /**
     * A port that serves one session at a time. It is used again for other sandboxes, because a server has a thread
     * that it never gives back.
     */
    private final class Listener {
        private final AtomicReference<@Nullable HttpSession> current = new AtomicReference<>();
        private final HttpServer server = listen(0, new RuntimeApiHandler(this::only, memory));

        HttpSession open() {
            AtomicReference<@Nullable HttpSession> self = new AtomicReference<>();
            HttpSession session = new HttpSession(
                    new Session(time, timers),
                    new ExtensionGroup(time, timers, ids),
                    new Telemetry(telemetry, time, timers),
                    endpoint(server.address()),
                    task -> server.whenDisconnected(address, task),
                    () -> release(self.get()));
            self.set(session);
            current.set(session);
            return session;
        }

        private void release(@Nullable HttpSession own) {
            if (current.compareAndSet(own, null)) {
                server.disconnect(address);
                free.add(this);
            }
        }

        void close() {
            HttpSession session = current.get();
            if (session != null) {
                session.close();
            }
            server.close();
        }

        private Optional<HttpSession> only(HttpRequest request) {
            return Optional.ofNullable(current.get());
        }
    }
}
