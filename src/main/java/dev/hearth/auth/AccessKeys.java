package dev.hearth.auth;

import java.util.Optional;

/** Which access keys exist. Asked for every request, so the answer must be at hand. */
@FunctionalInterface
public interface AccessKeys {
    Optional<AccessKey> find(String accessKeyId);
}
