package dev.hearth.base.auth;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.Mac;

/** The keys that secrets yield for a day, region and service: four codes each, so kept. */
final class SigningKeys {
    private final ConcurrentMap<Id, Mac> keys = new ConcurrentHashMap<>();

    /** The key of this access key in this scope, for {@link Hashes#sign}. */
    Mac find(AccessKey key, Scope scope) {
        Id id = new Id(key.id(), key.secret(), scope);
        Mac known = keys.get(id);
        if (known != null) {
            return known;
        }
        Mac made = derive(key.secret(), scope);
        if (keys.size() >= Limits.SIGNING_KEYS) {
            // yesterday's are among them; the live ones are back with their next request
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

    /** What a signature is valid for. */
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
