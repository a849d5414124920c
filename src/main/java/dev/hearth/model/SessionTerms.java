package dev.hearth.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On what terms somebody has taken on a role.
 *
 * @param policies documents that bound what the role's policies allow; without any, and without managed ones, nothing
 *     does
 * @param managedPolicies the ARNs of more of them
 * @param tags what the session itself is tagged with
 * @param transitiveTags the keys of those that go on to the session of a role taken on by this one
 * @param sourceIdentity who is behind it, through all roles that one after the other are taken on
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

    /** Terms that bound nothing but the time. */
    public static SessionTerms until(Instant issued, Instant expires) {
        return new SessionTerms(issued, expires, List.of(), List.of(), Map.of(), Set.of(), Optional.empty());
    }

    /** Whether policies bound the session. */
    public boolean bounded() {
        return !policies.isEmpty() || !managedPolicies.isEmpty();
    }
}
