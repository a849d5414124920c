package dev.hearth.neighbours.forward;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.RequestSigner;
import dev.hearth.model.AccountId;
import dev.hearth.time.Time;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Another server that has a service of AWS's.
 *
 * @param endpoint scheme, host, perhaps a port, and perhaps a path before all others
 * @param region the server's region
 * @param key signs the requests to it; empty: requests of callers pass on with the signature that they came with
 */
public record Upstream(URI endpoint, String region, Optional<Key> key) {
    /**
     * An access key of that server.
     *
     * @param token the session token; empty for a key without one
     */
    public record Key(String id, String secret, String token) {
        @Override
        public String toString() {
            return "Key[id=" + id + "]";
        }
    }

    /**
     * Signs Hearth's own requests to it.
     *
     * @param otherwise the key for a server that has none here
     */
    public RequestSigner signer(String service, AccountId account, Supplier<AccessKey> otherwise, Time time) {
        return key.map(own -> signer(own, service, account, time))
                .orElseGet(() -> new RequestSigner(otherwise.get(), region, service, time));
    }

    RequestSigner signer(Key own, String service, AccountId account, Time time) {
        return new RequestSigner(new AccessKey(own.id(), own.secret(), account), own.token(), region, service, time);
    }

    /** The value of the {@code Host} header of requests to it: with the port, unless it is the scheme's default. */
    public String host() {
        int usual = endpoint.getScheme().equals("https") ? 443 : 80;
        return endpoint.getPort() < 0 || endpoint.getPort() == usual
                ? endpoint.getHost()
                : endpoint.getHost() + ":" + endpoint.getPort();
    }

    /** The address of a request to it; path and query are encoded as they are sent. */
    public URI address(String rawPath, String rawQuery) {
        String base = endpoint.toString();
        String start = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(start + rawPath + (rawQuery.isEmpty() ? "" : "?" + rawQuery));
    }
}
