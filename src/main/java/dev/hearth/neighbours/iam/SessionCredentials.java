package dev.hearth.neighbours.iam;

import java.time.Instant;

/** The credentials of a session. The secret and the token are never logged. */
public record SessionCredentials(String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {
    @Override
    public String toString() {
        return "SessionCredentials[" + accessKeyId + "]";
    }
}
