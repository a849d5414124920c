package dev.hearth.neighbours.iam.policy;

import java.util.List;
import java.util.Optional;

/**
 * The policies of a principal.
 *
 * @param identity the identity policies
 * @param boundary the permissions boundary. It allows nothing by itself; actions that it does not allow are denied
 * @param session the session policies. Actions that none of them allows are denied. Empty if the principal is no
 *     session, or a session without such policies
 */
public record PrincipalPolicies(
        List<PolicyDocument> identity, Optional<PolicyDocument> boundary, List<PolicyDocument> session) {
    public static final PrincipalPolicies NONE = new PrincipalPolicies(List.of(), Optional.empty(), List.of());

    public PrincipalPolicies {
        identity = List.copyOf(identity);
        session = List.copyOf(session);
    }

    /** The policies of a principal without boundary and session policies. */
    public static PrincipalPolicies of(List<PolicyDocument> identity) {
        return new PrincipalPolicies(identity, Optional.empty(), List.of());
    }
}
