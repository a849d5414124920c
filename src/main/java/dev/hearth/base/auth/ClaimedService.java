package dev.hearth.base.auth;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.Percent;
import java.util.List;
import java.util.Optional;

/** The service that a request claims to be signed for. The claim is not verified yet. */
public final class ClaimedService {
    private static final String CREDENTIAL = "Credential=";
    private static final int PARTS = 5;
    private static final int SERVICE = 3;

    private ClaimedService() {}

    /** The service's signing name, such as {@code lambda}; empty if the request is not signed with Signature V4. */
    public static Optional<String> of(HttpRequest request) {
        Optional<String> authorization = request.header("Authorization");
        if (authorization.isEmpty()) {
            return Percent.query(request.rawQuery()).getOrDefault("X-Amz-Credential", List.of()).stream()
                    .findFirst()
                    .flatMap(ClaimedService::ofCredential);
        }
        int begin = authorization.get().indexOf(CREDENTIAL);
        if (begin < 0) {
            return Optional.empty();
        }
        String rest = authorization.get().substring(begin + CREDENTIAL.length());
        int end = rest.indexOf(',');
        return ofCredential(end < 0 ? rest : rest.substring(0, end));
    }

    private static Optional<String> ofCredential(String credential) {
        String[] parts = credential.split("/", -1);
        return parts.length == PARTS && !parts[SERVICE].isEmpty() ? Optional.of(parts[SERVICE]) : Optional.empty();
    }
}
