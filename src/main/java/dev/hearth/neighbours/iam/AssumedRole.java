package dev.hearth.neighbours.iam;

import dev.hearth.model.Principal;
import java.util.Optional;

/**
 * A new session of a role.
 *
 * @param packedPercent the size of its policies and tags, in per cent of the largest allowed; 0 without any
 */
public record AssumedRole(
        Principal.RoleSession session,
        SessionCredentials credentials,
        long packedPercent,
        Optional<String> sourceIdentity) {}
