package dev.hearth.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The terms of a session of a role.
 *
 * @param policies session policies, which limit what the role's policies allow. Without these and managed ones there is
 *     no limit
 * @param managedPolicies the ARNs of managed policies that also are session policies
 * @param tags the tags of the session
 * @param transitiveTags the keys of the tags that sessions inherit which are begun from this one
 * @param sourceIdentity the original caller, the same in all sessions that are begun from this one
 */
public record SessionTerms(
        Instant issued,
        Instant expires,
        List<String> policies,
        List<String> managedPolicies,
        Map<String, String> tags,
        Set<String> transitiveTags,
        Optional<String> sourceIdentity) {
    public SessionTerms {
        policies = List.copyOf(policies);
        managedPolicies = List.copyOf(managedPolicies);
        tags = Map.copyOf(tags);
        transitiveTags = Set.copyOf(transitiveTags);
    }

    /** Terms that limit only the time. */
    public static SessionTerms until(Instant issued, Instant expires) {
        return new SessionTerms(issued, expires, List.of(), List.of(), Map.of(), Set.of(), Optional.empty());
    }

    /** Whether the session has session policies. */
    public boolean bounded() {
        return !policies.isEmpty() || !managedPolicies.isEmpty();
    }
}
