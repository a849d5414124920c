package dev.hearth.policy;

import dev.hearth.model.Principal;
import dev.hearth.policy.Decision.Allowed;
import dev.hearth.policy.Decision.ExplicitlyDenied;
import dev.hearth.policy.Decision.ImplicitlyDenied;
import dev.hearth.policy.Decision.Source;
import dev.hearth.policy.Principals.Match;
import dev.hearth.policy.Statement.Effect;
import java.util.List;
import java.util.Optional;

/**
 * IAM's decision about a request.
 *
 * <pre>
 * a statement that denies matches                            explicitly denied
 * the resource is the principal's own account's              allowed if an identity policy allows, or the resource's
 *                                                            policy names the principal itself
 * the resource is another account's                          allowed if both allow; the resource's policy may name
 *                                                            the principal's account instead
 * a service, or nobody in particular                         allowed if the resource's policy does
 * anything else                                              implicitly denied
 * </pre>
 *
 * <p>An account's root has an identity policy that allows everything. Source: "Policy evaluation logic" in the IAM user
 * guide.
 */
public final class Evaluation {
    private Evaluation() {}

    /**
     * Decides.
     *
     * @param identity what is attached to the principal
     * @param boundary what bounds that: it allows nothing by itself, and what it does not allow, that doesn't either
     * @param resource what is attached to the resource
     */
    public static Decision decide(
            AccessRequest request,
            List<PolicyDocument> identity,
            Optional<PolicyDocument> boundary,
            Optional<PolicyDocument> resource) {
        RequestContext context = request.context().by(request.principal());
        if (anyMatches(identity, Effect.DENY, request, context)) {
            return new ExplicitlyDenied(Source.IDENTITY);
        }
        List<PolicyDocument> bounds = boundary.map(List::of).orElse(List.of());
        if (anyMatches(bounds, Effect.DENY, request, context)) {
            return new ExplicitlyDenied(Source.BOUNDARY);
        }
        if (resource.isPresent() && grant(resource.get(), Effect.DENY, request, context) != Match.NONE) {
            return new ExplicitlyDenied(Source.RESOURCE);
        }
        Match granted = resource.isEmpty() ? Match.NONE : grant(resource.get(), Effect.ALLOW, request, context);
        if (!(request.principal() instanceof Principal.Member member)) {
            return granted == Match.DIRECT ? new Allowed() : new ImplicitlyDenied(Source.RESOURCE);
        }
        Decision own = byIdentity(member, identity, bounds, request, context);
        if (member.account().equals(request.owner())) {
            return granted == Match.DIRECT ? new Allowed() : own;
        }
        return granted == Match.NONE ? new ImplicitlyDenied(Source.RESOURCE) : own;
    }

    private static Decision byIdentity(
            Principal.Member member,
            List<PolicyDocument> identity,
            List<PolicyDocument> bounds,
            AccessRequest request,
            RequestContext context) {
        if (member instanceof Principal.Root) {
            return new Allowed();
        }
        if (!anyMatches(identity, Effect.ALLOW, request, context)) {
            return new ImplicitlyDenied(Source.IDENTITY);
        }
        return bounds.isEmpty() || anyMatches(bounds, Effect.ALLOW, request, context)
                ? new Allowed()
                : new ImplicitlyDenied(Source.BOUNDARY);
    }

    /** Whether a role's trust policy lets the principal do this, such as {@code sts:AssumeRole}. */
    public static boolean trusts(PolicyDocument trust, AccessRequest request) {
        RequestContext context = request.context().by(request.principal());
        return grant(trust, Effect.DENY, request, context) == Match.NONE
                && grant(trust, Effect.ALLOW, request, context) != Match.NONE;
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
