package dev.hearth.base.rpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Serves other processes of the cluster: those with a certificate of its authority. */
public final class RpcServer implements AutoCloseable {
    private static final int DNS_NAME = 2;

    private final Server server;

    private RpcServer(Server server) {
        this.server = server;
    }

    /** Listens. */
    public static RpcServer start(InetSocketAddress address, Credentials credentials, Handlers handlers) {
        Server server = NettyServerBuilder.forAddress(address)
                .sslContext(Tls.server(credentials))
                .handshakeTimeout(Limits.HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS)
                .maxConcurrentCallsPerConnection(Limits.CALLS_PER_CONNECTION)
                .maxInboundMessageSize(Limits.MESSAGE_BYTES)
                .maxInboundMetadataSize(Limits.HEADER_BYTES)
                .initialFlowControlWindow(Limits.WINDOW_BYTES)
                .keepAliveTime(Limits.PING_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(Limits.PING_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(Limits.PING_AFTER.dividedBy(2).toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addTransportFilter(new PeerFilter())
                .fallbackHandlerRegistry(new Registry(handlers.entries()))
                .directExecutor() // the network's threads only put messages into inboxes
                .build();
        try {
            return new RpcServer(server.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().getFirst();
    }

    /** Accepts no new calls, and waits up to this time for running ones. */
    public void close(Duration limit) {
        server.shutdown();
        try {
            boolean _ = server.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /** Reads the names of a certificate once for its connection. */
    private static final class PeerFilter extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            Peer peer = new Peer(session == null ? Set.of() : names(session));
            return attributes.toBuilder().set(ServerCalls.PEER, peer).build();
        }

        private static Set<String> names(SSLSession session) {
            try {
                Set<String> names = new HashSet<>();
                if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
                    for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                        if (alternative.getFirst().equals(DNS_NAME)) {
                            names.add(String.valueOf(alternative.get(1)));
                        }
                    }
                }
                return names;
            } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
                return Set.of(); // without names it has no role and may call no method
            }
        }
    }

    private static final class Registry extends HandlerRegistry {
        private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();

        Registry(List<Handlers.Entry<?, ?>> entries) {
            entries.forEach(entry -> methods.put(entry.method().name(), ServerCalls.definition(entry)));
        }

        @Override
        public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
            return methods.get(name);
        }
    }
}
