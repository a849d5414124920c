package dev.hearth.base.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;
import java.util.function.Function;

/** Routes every connection that Helidon accepts to this package, without waiting for its first byte. */
final class ConnectionSelector implements ServerConnectionSelector {
    private final Function<ConnectionContext, ServerConnection> connections;

    ConnectionSelector(Function<ConnectionContext, ServerConnection> connections) {
        this.connections = connections;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return connections.apply(context);
    }
}
