package dev.hearth.base.auth;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.Mac;

/** A cache of signing keys, one for each day, region and service. Deriving one takes four codes. */
final class SigningKeys {
    private final ConcurrentMap<Id, Mac> keys = new ConcurrentHashMap<>();

    /** The signing key of an access key in this scope, for {@link Hashes#sign}. */
    Mac find(AccessKey key, Scope scope) {
        Id id = new Id(key.id(), key.secret(), scope);
        Mac known = keys.get(id);
        if (known != null) {
            return known;
        }
        Mac made = derive(key.secret(), scope);
        if (keys.size() >= Limits.SIGNING_KEYS) {
            // many are of earlier days; keys in use are derived again at their next request
            keys.clear();
        }
        keys.put(id, made);
        return made;
    }

    private static Mac derive(String secret, Scope scope) {
        Mac mac = Hashes.mac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8));
        mac = Hashes.mac(Hashes.sign(mac, scope.date()));
        mac = Hashes.mac(Hashes.sign(mac, scope.region()));
        mac = Hashes.mac(Hashes.sign(mac, scope.service()));
        return Hashes.mac(Hashes.sign(mac, Scope.TERMINATOR));
    }

    /** The scope in which a signing key is valid. */
    record Scope(String date, String region, String service) {
        static final String TERMINATOR = "aws4_request";

        @Override
        public String toString() {
            return date + "/" + region + "/" + service + "/" + TERMINATOR;
        }
    }

    private record Id(String keyId, String secret, Scope scope) {
        @Override
        public String toString() {
            return keyId + "/" + scope;
        }
    }
}
