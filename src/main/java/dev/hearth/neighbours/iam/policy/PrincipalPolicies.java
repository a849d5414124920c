package dev.hearth.neighbours.iam.policy;

import java.util.List;
import java.util.Optional;

/**
 * What is attached to a principal.
 *
 * @param identity what its own policies allow and deny
 * @param boundary bounds that: it allows nothing by itself, and what it does not allow, that doesn't either
 * @param session bound it too, all of them together: what none of them allows, nothing else does. Empty if the
 *     principal is no session, or one without such policies
 */
public record PrincipalPolicies(
        List<PolicyDocument> identity, Optional<PolicyDocument> boundary, List<PolicyDocument> session) {
    public static final PrincipalPolicies NONE = new PrincipalPolicies(List.of(), Optional.empty(), List.of());

    public PrincipalPolicies {
        identity = List.copyOf(identity);
        session = List.copyOf(session);
    }

    /** Those of one who has nothing but policies of its own. */
    public static PrincipalPolicies of(List<PolicyDocument> identity) {
        return new PrincipalPolicies(identity, Optional.empty(), List.of());
    }
}
