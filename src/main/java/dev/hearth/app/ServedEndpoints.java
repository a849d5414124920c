package dev.hearth.app;

import dev.hearth.controlplane.Endpoints;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/** The addresses of this server, known once it listens. */
final class ServedEndpoints implements Endpoints {
    private final Optional<URI> urlDomain;
    private volatile URI api = URI.create("http://localhost/");

    /**
     * @param urlDomain the domain of function URLs; empty: {@code localhost} with the server's own port
     */
    ServedEndpoints(Optional<URI> urlDomain) {
        this.urlDomain = urlDomain;
    }

    void serve(URI served) {
        api = served;
    }

    /** The address of the API. */
    URI api() {
        return api;
    }

    @Override
    public URI functionUrls() {
        URI domain = urlDomain.orElse(URI.create("http://localhost"));
        boolean ours = domain.getPort() < 0 && domain.getScheme().equals("http");
        return ours ? URI.create(domain + ":" + api.getPort()) : domain;
    }

    /** The address of a server that listens. */
    static URI uri(InetSocketAddress address) {
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }
}
