package dev.hearth.base.auth;

import dev.hearth.base.auth.SigningKeys.Scope;
import dev.hearth.time.Time;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;

/** Signs Hearth's own requests to one service, in their headers. */
public final class RequestSigner {
    private static final String TOKEN = "x-amz-security-token";

    private final AccessKey key;
    private final String token;
    private final String region;
    private final String service;
    private final Time time;
    private final SigningKeys signingKeys = new SigningKeys();
    private final Hashes hashes = new Hashes();

    /** @param service the name of the service in signatures, for example {@code s3} */
    public RequestSigner(AccessKey key, String region, String service, Time time) {
        this(key, "", region, service, time);
    }

    /**
     * Signs with a key that may be a session's.
     *
     * @param token the session token; empty if the key has none
     */
    public RequestSigner(AccessKey key, String token, String region, String service, Time time) {
        this.key = key;
        this.token = token;
        this.region = region;
        this.service = service;
        this.time = time;
    }

    /**
     * The headers that carry the signature.
     *
     * @param target with path and query encoded as they are sent
     * @param host the value of the {@code Host} header
     */
    public Map<String, String> sign(String method, URI target, String host, byte[] body) {
        return sign(method, target, host, Map.of(), hashes.sha256(body));
    }

    /**
     * The headers that carry the signature, for a request with further headers that are signed.
     *
     * @param further by their names in lower case
     * @param digest of the body, as it is signed
     * @return with the further headers
     */
    public Map<String, String> sign(
            String method, URI target, String host, Map<String, String> further, String digest) {
        String date = Timestamp.format(time.now());
        Scope scope = new Scope(date.substring(0, 8), region, service);
        Map<String, String> headers = new TreeMap<>(further);
        headers.putAll(Map.of("host", host, "x-amz-content-sha256", digest, "x-amz-date", date));
        if (!token.isEmpty()) {
            headers.put(TOKEN, token);
        }
        String names = String.join(";", headers.keySet());
        Signature unsigned = new Signature(key.id(), scope, Scope.TERMINATOR, Timestamp.of(date), names, "", -1, "");
        String query = target.getRawQuery();
        Mac mac = signingKeys.find(key, scope);
        String head = SignatureV4.head(
                new Outgoing(method, target.getRawPath(), query == null ? "" : query, headers), unsigned);
        String toSign = SignatureV4.toSign(hashes, unsigned, head + digest);
        headers.remove("host");
        headers.put(
                "authorization",
                Signature.ALGORITHM + " Credential=" + key.id() + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + Hashes.hex(Hashes.sign(mac, toSign)));
        return headers;
    }

    private record Outgoing(String method, String rawPath, String rawQuery, Map<String, String> all)
            implements SignedHead {
        @Override
        public List<String> headers(String name) {
            String value = all.get(name);
            return value == null ? List.of() : List.of(value);
        }

        @Override
        public List<String> headerNames() {
            return List.copyOf(all.keySet());
        }
    }
}
