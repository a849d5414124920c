package dev.hearth.base.auth;

import java.util.Optional;

/** Which access keys exist. Asked for every request, so the answer must be at hand. */
@FunctionalInterface
public interface AccessKeys {
    /**
     * The key of this id.
     *
     * @param sessionToken what came with the request beside the id: keys of sessions are known by it; empty if
     *     there was none, and other keys must have none
     * @throws dev.hearth.error.ServiceException if the token is good but has expired
     */
    Optional<AccessKey> find(String accessKeyId, String sessionToken);
}
