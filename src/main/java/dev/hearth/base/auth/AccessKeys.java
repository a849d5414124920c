package dev.hearth.base.auth;

import java.util.Optional;

/** The access keys that exist. Every request looks one up, so implementations answer from memory. */
@FunctionalInterface
public interface AccessKeys {
    /**
     * Finds an access key.
     *
     * @param sessionToken the session token that was sent with the id; empty if there was none. A session's key is
     *     found by its token; other keys must be sent without one
     * @throws dev.hearth.error.ServiceException if the token is valid but has expired
     */
    Optional<AccessKey> find(String accessKeyId, String sessionToken);
}
