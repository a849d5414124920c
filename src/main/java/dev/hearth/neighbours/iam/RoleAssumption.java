package dev.hearth.neighbours.iam;

import dev.hearth.base.auth.Caller;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;
import dev.hearth.model.SessionTerms;
import dev.hearth.neighbours.iam.policy.Decision;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * AssumeRole: gives a caller temporary credentials of a role.
 *
 * <p>The role's trust policy must allow it, also to the root of the role's account. A caller that the trust policy
 * names only by its account, or that belongs to another account, needs a policy of its own too. Source: "AssumeRole" in
 * the API reference of STS, and "IAM roles" in the IAM user guide.
 */
public final class RoleAssumption {
    private static final int DEFAULT_SECONDS = 3600;

    /** The longest session for a caller that is itself in a session. */
    private static final int CHAINED_SECONDS = 3600;

    private final Authorization authorization;
    private final Time time;

    public RoleAssumption(Authorization authorization, Time time) {
        this.authorization = authorization;
        this.time = time;
    }

    /**
     * Begins a session.
     *
     * @param form the parameters of the API's AssumeRole
     * @param circumstances values for condition keys
     */
    public AssumedRole assume(Caller caller, Map<String, List<String>> form, Supplier<RequestContext> circumstances) {
        Parameters parameters = new Parameters(form);
        parameters.check(List.of("RoleArn", "RoleSessionName"));
        String arn = parameters.text("RoleArn");
        if (!arn.startsWith("arn:") || arn.split(":", -1).length < 6) {
            throw IamErrors.validation(arn + " is invalid");
        }
        String name = parameters.text("RoleSessionName");
        Optional<String> source = sourceIdentity(caller, parameters);
        RequestContext context = describe(circumstances.get(), parameters, source);
        Entity role = allowed(caller, arn, actions(caller, parameters, source), context);
        Duration life = Duration.ofSeconds(seconds(caller, parameters, role));
        Instant now = time.now().truncatedTo(ChronoUnit.SECONDS);
        SessionTerms terms = terms(caller, parameters, role, now, now.plus(life), source);
        long packed = packedPercent(terms);
        SessionCredentials credentials = authorization.sessions().issue(role, name, terms);
        return new AssumedRole(Sessions.principal(role, name, terms), credentials, packed, source);
    }

    /**
     * The actions that must be allowed on the role. Transitive tags and the source identity of the caller's own session
     * count as if the request set them. Source: "Pass session tags in AWS STS" and "Monitor and control actions taken
     * with assumed roles" in the IAM user guide.
     */
    private static List<String> actions(Caller caller, Parameters parameters, Optional<String> source) {
        List<String> actions = new ArrayList<>(List.of("sts:AssumeRole"));
        if (!parameters.tags().isEmpty() || !inherited(caller).isEmpty()) {
            actions.add("sts:TagSession");
        }
        if (source.isPresent()) {
            actions.add("sts:SetSourceIdentity");
        }
        return actions;
    }

    /** The source identity. Every further session inherits it and can't change it. */
    private static Optional<String> sourceIdentity(Caller caller, Parameters parameters) {
        Optional<String> asked = parameters.find("SourceIdentity");
        Optional<String> earlier = caller.principal() instanceof Principal.RoleSession session
                ? session.terms().sourceIdentity()
                : Optional.empty();
        if (asked.isPresent() && earlier.isPresent() && !asked.equals(earlier)) {
            throw new ServiceException(
                    ErrorCode.ACCESS_DENIED, "The source identity of this session is set and can't be changed.");
        }
        return asked.or(() -> earlier);
    }

    private static RequestContext describe(
            RequestContext circumstances, Parameters parameters, Optional<String> source) {
        RequestContext context = circumstances
                .with("sts:RoleSessionName", parameters.text("RoleSessionName"))
                .with(
                        "sts:ExternalId",
                        parameters.find("ExternalId").map(List::of).orElse(List.of()))
                .with("sts:SourceIdentity", source.map(List::of).orElse(List.of()))
                .with("sts:TransitiveTagKeys", parameters.elements("TransitiveTagKeys"));
        return context.withTags("aws:RequestTag/", parameters.tags())
                .with("aws:TagKeys", List.copyOf(parameters.tags().keySet()));
    }

    /** Finds the role. For another account's role, the error does not reveal whether the role exists. */
    private Entity allowed(Caller caller, String arn, List<String> actions, RequestContext context) {
        Optional<Entity> role = authorization.role(arn);
        for (String action : actions) {
            Optional<Decision> decision =
                    role.map(found -> authorization.assume(caller.principal(), action, found, context));
            if (decision.isEmpty() || !decision.get().allows()) {
                String plain =
                        "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: " + arn;
                boolean own = role.isPresent() && role.get().account().equals(caller.account());
                throw new ServiceException(
                        ErrorCode.ACCESS_DENIED,
                        decision.filter(_ -> own)
                                .map(refused -> refused.refusal(caller.arn(), action, arn))
                                .orElse(plain));
            }
        }
        return role.orElseThrow();
    }

    private static int seconds(Caller caller, Parameters parameters, Entity role) {
        int seconds = parameters.number("DurationSeconds").orElse(DEFAULT_SECONDS);
        if (caller.principal() instanceof Principal.RoleSession && seconds > CHAINED_SECONDS) {
            throw IamErrors.validation("The requested DurationSeconds exceeds the 1 hour session limit for roles"
                    + " assumed by role chaining.");
        }
        if (seconds > role.settings().maxSessionSeconds()) {
            throw IamErrors.validation(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return seconds;
    }

    private SessionTerms terms(
            Caller caller,
            Parameters parameters,
            Entity role,
            Instant issued,
            Instant expires,
            Optional<String> source) {
        Optional<String> policy = parameters.find("Policy");
        policy.ifPresent(document -> Documents.check(document, Kind.IDENTITY));
        List<String> managed = parameters.elements("PolicyArns");
        mustBeThere(role.account(), managed);
        Map<String, String> tags = new HashMap<>(Tags.merge(Map.of(), parameters.tags()));
        Set<String> transitive = new HashSet<>(parameters.elements("TransitiveTagKeys"));
        if (!tags.keySet().containsAll(transitive)) {
            throw IamErrors.validation("The TransitiveTagKeys must be keys of the session's Tags.");
        }
        inherited(caller).forEach((key, value) -> {
            if (tags.keySet().stream().anyMatch(key::equalsIgnoreCase)) {
                throw IamErrors.parameter("One of the specified transitive tag keys can't be set because it conflicts "
                        + "with a transitive tag key from the calling session.");
            }
            tags.put(key, value);
            transitive.add(key);
        });
        return new SessionTerms(
                issued, expires, policy.map(List::of).orElse(List.of()), managed, tags, transitive, source);
    }

    /** The tags that further sessions inherit. */
    private static Map<String, String> inherited(Caller caller) {
        if (!(caller.principal() instanceof Principal.RoleSession session)) {
            return Map.of();
        }
        SessionTerms terms = session.terms();
        return terms.transitiveTags().stream()
                .collect(Collectors.toMap(key -> key, key -> terms.tags().getOrDefault(key, "")));
    }

    private void mustBeThere(AccountId account, List<String> managed) {
        if (managed.size() > Limits.SESSION_MANAGED_POLICIES) {
            throw IamErrors.validation("There may be up to " + Limits.SESSION_MANAGED_POLICIES + " PolicyArns.");
        }
        for (String arn : managed) {
            if (authorization.managedPolicy(account, arn).isEmpty()) {
                throw IamErrors.validation("Policy " + arn + " does not exist or is not attachable.");
            }
        }
    }

    /** The size of policies and tags in per cent of the largest allowed; 0 without any. */
    private static long packedPercent(SessionTerms terms) {
        if (!terms.bounded() && terms.tags().isEmpty()) {
            return 0;
        }
        int plain = terms.policies().stream().mapToInt(String::length).sum()
                + terms.managedPolicies().stream().mapToInt(String::length).sum();
        long percent = Math.max(
                percent(plain, Limits.SESSION_POLICY_CHARACTERS),
                percent(SessionContent.packedBytes(terms), Limits.PACKED_BYTES));
        if (percent > 100) {
            throw IamErrors.packedPolicyTooLarge(percent);
        }
        return percent;
    }

    private static long percent(int part, int whole) {
        return (part * 100L + whole - 1) / whole;
    }
}
