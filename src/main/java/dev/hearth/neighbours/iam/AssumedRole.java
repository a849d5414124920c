package dev.hearth.neighbours.iam;

import dev.hearth.model.Principal;
import java.util.Optional;

/**
 * A session of a role that has begun.
 *
 * @param packedPercent how much its policies and tags take of what they may take together; 0 if there are none
 */
public record AssumedRole(
        Principal.RoleSession session,
        SessionCredentials credentials,
        long packedPercent,
        Optional<String> sourceIdentity) {}
