package dev.hearth.neighbours.iam.policy;

import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.policy.Principals.Match;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a policy.
 *
 * @param sid its name within the policy
 * @param principals whom it is about, in a resource's policy; or whom it is not about
 * @param actions patterns of which one must match, or none may
 * @param resources the same; a role's trust policy has none, for it is about the role
 */
public record Statement(
        Optional<String> sid,
        Effect effect,
        Optional<Choice<Principals>> principals,
        Choice<List<Template>> actions,
        Optional<Choice<List<Template>>> resources,
        List<Condition> conditions) {
    /** What a matching statement means. */
    public enum Effect {
        ALLOW,
        DENY
    }

    /** An element, or its opposite such as {@code NotAction}. */
    record Choice<T>(T value, boolean negated) {}

    public Statement {
        conditions = List.copyOf(conditions);
    }

    /** Whether it speaks of the action, the resource and the circumstances. */
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

    /** How it means this principal; statements of identity policies mean their owner. */
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
