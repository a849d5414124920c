package dev.hearth.neighbours.iam.policy;

import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.policy.Decision.Allowed;
import dev.hearth.neighbours.iam.policy.Decision.ExplicitlyDenied;
import dev.hearth.neighbours.iam.policy.Decision.ImplicitlyDenied;
import dev.hearth.neighbours.iam.policy.Decision.Source;
import dev.hearth.neighbours.iam.policy.Principals.Match;
import dev.hearth.neighbours.iam.policy.Statement.Effect;
import java.util.List;
import java.util.Optional;

/**
 * IAM's decision about a request.
 *
 * <pre>
 * a statement that denies matches                            explicitly denied
 * the resource is the principal's own account's              allowed if an identity policy allows within its bounds, or
 *                                                            the resource's policy names the principal itself, or its
 *                                                            role and the bounds allow
 * the resource is another account's                          allowed if both allow; the resource's policy may name
 *                                                            the principal's account instead
 * a service, or an anonymous caller                          allowed if the resource's policy does
 * a role is to be assumed                                    its trust policy must allow, in the role's own account too
 * anything else                                              implicitly denied
 * </pre>
 *
 * <p>The bounds are a permissions boundary and session policies. An account's root has an identity policy that allows
 * everything. Source: "Policy evaluation logic" and "Session policies" in the IAM user guide.
 */
public final class Evaluation {
    private Evaluation() {}

    /**
     * Decides.
     *
     * @param resource the resource policy
     */
    public static Decision decide(
            AccessRequest request, PrincipalPolicies policies, Optional<PolicyDocument> resource) {
        return decide(request, policies, resource, Source.RESOURCE);
    }

    /** Decides whether the principal may do something with a role, such as {@code sts:AssumeRole}. */
    public static Decision assume(AccessRequest request, PrincipalPolicies policies, PolicyDocument trust) {
        return decide(request, policies, Optional.of(trust), Source.TRUST);
    }

    private static Decision decide(
            AccessRequest request, PrincipalPolicies policies, Optional<PolicyDocument> resource, Source kind) {
        RequestContext context = request.context().by(request.principal());
        List<PolicyDocument> boundary = policies.boundary().map(List::of).orElse(List.of());
        if (anyMatches(policies.identity(), Effect.DENY, request, context)) {
            return new ExplicitlyDenied(Source.IDENTITY);
        }
        if (anyMatches(boundary, Effect.DENY, request, context)) {
            return new ExplicitlyDenied(Source.BOUNDARY);
        }
        if (anyMatches(policies.session(), Effect.DENY, request, context)) {
            return new ExplicitlyDenied(Source.SESSION);
        }
        if (resource.isPresent() && grant(resource.get(), Effect.DENY, request, context) != Match.NONE) {
            return new ExplicitlyDenied(kind);
        }
        Match granted = resource.isEmpty() ? Match.NONE : grant(resource.get(), Effect.ALLOW, request, context);
        if (!(request.principal() instanceof Principal.Member member)) {
            return granted == Match.DIRECT ? new Allowed() : new ImplicitlyDenied(kind);
        }
        boolean home = member.account().equals(request.owner());
        if (granted == Match.NONE && (!home || kind == Source.TRUST)) {
            return new ImplicitlyDenied(kind);
        }
        if (home && granted == Match.DIRECT) {
            return new Allowed();
        }
        boolean allowed = member instanceof Principal.Root
                || (home && granted == Match.ROLE)
                || anyMatches(policies.identity(), Effect.ALLOW, request, context);
        return allowed
                ? withinBounds(boundary, policies.session(), request, context)
                : new ImplicitlyDenied(Source.IDENTITY);
    }

    private static Decision withinBounds(
            List<PolicyDocument> boundary,
            List<PolicyDocument> session,
            AccessRequest request,
            RequestContext context) {
        if (!boundary.isEmpty() && !anyMatches(boundary, Effect.ALLOW, request, context)) {
            return new ImplicitlyDenied(Source.BOUNDARY);
        }
        if (!session.isEmpty() && !anyMatches(session, Effect.ALLOW, request, context)) {
            return new ImplicitlyDenied(Source.SESSION);
        }
        return new Allowed();
    }

    private static boolean anyMatches(
            List<PolicyDocument> policies, Effect effect, AccessRequest request, RequestContext context) {
        for (PolicyDocument policy : policies) {
            for (Statement statement : policy.statements()) {
                if (statement.effect() == effect && statement.covers(request.action(), request.resource(), context)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Match grant(PolicyDocument policy, Effect effect, AccessRequest request, RequestContext context) {
        Match best = Match.NONE;
        for (Statement statement : policy.statements()) {
            if (statement.effect() != effect) {
                continue;
            }
            Match match = statement.match(request.principal());
            if (match.compareTo(best) > 0 && statement.covers(request.action(), request.resource(), context)) {
                best = match;
            }
        }
        return best;
    }
}
