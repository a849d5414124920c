package dev.hearth.http;

import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP/1.1 server: one handler for every method and path, on Helidon's web server. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final WebServer server;
    private final InetSocketAddress address;

    private HttpServer(WebServer server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    /** Listens, and serves until it is closed, with {@code grace} for requests that then run. */
    public static HttpServer start(HttpServerConfig config, Duration grace, HttpHandler handler) {
        HttpLimits limits = config.limits();
        Http1Config protocol = Http1Config.builder()
                .maxPrologueLength(limits.maxHeadBytes())
                .maxHeadersSize(limits.maxHeadBytes())
                // AWS's paths hold colons and dollar signs; each handler checks what it takes
                .validatePath(false)
                .validatePrologue(false)
                .build();
        WebServer server = WebServer.builder()
                .address(config.address())
                .port(config.port())
                .backlog(HttpLimits.BACKLOG)
                .maxTcpConnections(limits.maxConnections())
                .idleConnectionTimeout(limits.idleTimeout())
                .shutdownGracePeriod(grace)
                .shutdownHook(false)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .addProtocol(protocol)
                .directHandlers(DirectHandlers.builder().build())
                .routing(HttpRouting.builder().any((request, response) -> {
                    ServerExchange exchange = new ServerExchange(request, response);
                    try {
                        handler.handle(exchange, exchange);
                    } catch (IOException | RuntimeException failed) {
                        fail(exchange, failed);
                    }
                }))
                .build()
                .start();
        return new HttpServer(server, new InetSocketAddress(config.address(), server.port()));
    }

    /** The last resort: a handler answers its own errors, so this is a bug, or a peer that went away. */
    private static void fail(ServerExchange exchange, Exception failed) {
        if (exchange.isSent()) {
            LOG.debug("{} {} ended after its answer began", exchange.method(), exchange.rawPath(), failed);
            return;
        }
        LOG.error("{} {} failed", exchange.method(), exchange.rawPath(), failed);
        exchange.status(Status.INTERNAL_SERVER_ERROR_500.code()).send(new byte[0]);
    }

    /** Where it listens; the port is the real one. */
    public InetSocketAddress address() {
        return address;
    }

    /** Takes no more requests, and lets what runs finish within the grace. */
    @Override
    public void close() {
        server.stop();
    }
}
