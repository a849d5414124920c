package dev.hearth.neighbours.iam.policy;

import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.policy.Principals.Match;
import java.util.List;
import java.util.Optional;

/**
 * One statement of a policy.
 *
 * @param sid its name within the policy
 * @param principals in a resource policy, the principals that it applies to, or does not apply to
 * @param actions patterns of which one must match, or none may match
 * @param resources the same for resources; a trust policy has none, because its resource is the role
 */
public record Statement(
        Optional<String> sid,
        Effect effect,
        Optional<Choice<Principals>> principals,
        Choice<List<Template>> actions,
        Optional<Choice<List<Template>>> resources,
        List<Condition> conditions) {
    /** The effect of a matching statement. */
    public enum Effect {
        ALLOW,
        DENY
    }

    /** An element, or its opposite such as {@code NotAction}. */
    record Choice<T>(T value, boolean negated) {}

    public Statement {
        conditions = List.copyOf(conditions);
    }

    /** Whether it applies to the action, the resource and the condition keys. */
    boolean covers(String action, String resource, RequestContext context) {
        boolean acts = actions.value().stream().anyMatch(each -> each.matchesIgnoringCase(action, context));
        if (acts == actions.negated()) {
            return false;
        }
        if (resources.isPresent()) {
            Choice<List<Template>> choice = resources.get();
            boolean about = choice.value().stream().anyMatch(each -> each.matches(resource, context));
            if (about == choice.negated()) {
                return false;
            }
        }
        return conditions.stream().allMatch(condition -> condition.holds(context));
    }

    /** How it names this principal. A statement of an identity policy names the policy's owner. */
    Match match(Principal principal) {
        if (principals.isEmpty()) {
            return Match.DIRECT;
        }
        Match match = principals.get().value().match(principal);
        if (!principals.get().negated()) {
            return match;
        }
        return match.compareTo(Match.ROLE) >= 0 ? Match.NONE : Match.DIRECT;
    }
}
