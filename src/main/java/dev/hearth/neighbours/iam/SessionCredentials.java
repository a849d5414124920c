package dev.hearth.neighbours.iam;

import java.time.Instant;

/** What requests of a session are signed with. The secret and the token never go to a log. */
public record SessionCredentials(String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {
    @Override
    public String toString() {
        return "SessionCredentials[" + accessKeyId + "]";
    }
}
