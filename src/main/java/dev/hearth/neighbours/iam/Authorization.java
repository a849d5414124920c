package dev.hearth.neighbours.iam;

import dev.hearth.base.auth.AccessKeys;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.store.Store;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Principal;
import dev.hearth.model.SessionTerms;
import dev.hearth.neighbours.iam.Identities.Identity;
import dev.hearth.neighbours.iam.policy.AccessRequest;
import dev.hearth.neighbours.iam.policy.Decision;
import dev.hearth.neighbours.iam.policy.Evaluation;
import dev.hearth.neighbours.iam.policy.PolicyDocument;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import dev.hearth.neighbours.iam.policy.PrincipalPolicies;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether a caller may do something: by its own policies, and by that of what it acts on.
 *
 * <p>An account's own key may do everything in its account; that is known without looking at anything. Other callers'
 * policies are in memory after their first request.
 */
public final class Authorization {
    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::([0-9]{12}):role/.+");

    private final PolicyCatalog catalog;
    private final Identities identities;
    private final Time time;

    /** @param unknownRoles what functions may do whose role is none of IAM's */
    public Authorization(Store store, UnknownRoles unknownRoles, Time time, Ids ids) {
        this.catalog = new PolicyCatalog(AwsPolicies.load());
        this.identities = new Identities(store, catalog, unknownRoles, time, ids);
        this.time = time;
    }

    PolicyCatalog catalog() {
        return catalog;
    }

    /** All keys that sign requests: the accounts' own, those of users and those of sessions. */
    public AccessKeys keys() {
        return identities;
    }

    Sessions sessions() {
        return identities.sessions();
    }

    Optional<Entity> entity(EntityType type, AccountId account, String name) {
        return identities.find(type, account, name).map(Identity::entity);
    }

    /** Whether there is a role of this ARN here, so that policies say what it may do. */
    public boolean knowsRole(String arn) {
        return role(arn).isPresent();
    }

    Optional<ManagedPolicy> managedPolicy(AccountId account, String arn) {
        return identities.managedPolicy(account, arn);
    }

    /** The role of this ARN, if it is one of Hearth's. */
    Optional<Entity> role(String arn) {
        Matcher parts = ROLE.matcher(arn);
        return parts.matches()
                ? identities
                        .find(EntityType.ROLE, new AccountId(parts.group(1)), PolicyCatalog.name(arn))
                        .map(Identity::entity)
                        .filter(role -> role.arn().equals(arn))
                : Optional.empty();
    }

    /**
     * Refuses what the caller may not do in its own account.
     *
     * @param action such as {@code lambda:GetFunction}
     * @param resource the ARN of what it acts on
     * @param circumstances what conditions may ask beside who calls and when
     */
    public void check(Caller caller, String action, Supplier<String> resource, Supplier<RequestContext> circumstances) {
        if (caller.principal().isRootOf(caller.account())) {
            return;
        }
        check(caller.principal(), action, resource.get(), caller.account(), circumstances, Optional::empty);
    }

    /**
     * Refuses what somebody may not do with something that may be another account's.
     *
     * @param owner whose it is
     * @param onResource the policy that is attached to it
     */
    public void check(
            Principal principal,
            String action,
            String resource,
            AccountId owner,
            Supplier<RequestContext> circumstances,
            Supplier<Optional<PolicyDocument>> onResource) {
        Decision decision = decide(principal, action, resource, owner, circumstances, onResource);
        if (!decision.allows()) {
            throw new ServiceException(ErrorCode.ACCESS_DENIED, decision.refusal(principal.name(), action, resource));
        }
    }

    /** Whether somebody may do something; see {@link #check}. */
    public Decision decide(
            Principal principal,
            String action,
            String resource,
            AccountId owner,
            Supplier<RequestContext> circumstances,
            Supplier<Optional<PolicyDocument>> onResource) {
        Principal acting = acting(principal);
        Optional<Identity> identity = identity(acting);
        AccessRequest request = request(acting, identity, action, resource, owner, circumstances.get());
        return Evaluation.decide(request, policies(acting, identity), onResource.get());
    }

    /**
     * Whether somebody may do something with a role: it must trust them, and who needs a policy for it must have one.
     */
    Decision assume(Principal caller, String action, Entity role, RequestContext circumstances) {
        Principal principal = acting(caller);
        Optional<Identity> identity = identity(principal);
        RequestContext context =
                circumstances.withTags("aws:ResourceTag/", role.tags()).withTags("iam:ResourceTag/", role.tags());
        return Evaluation.assume(
                request(principal, identity, action, role.arn(), role.account(), context),
                policies(principal, identity),
                PolicyDocument.parse(role.settings().trust(), Kind.TRUST));
    }

    /** Whom a function acts as: its role, in a session of the function's name. */
    Principal functionSession(FunctionArn function, String roleArn) {
        Instant now = time.now();
        SessionTerms terms = SessionTerms.until(now, now.plus(Limits.FUNCTION_SESSION));
        return role(roleArn)
                .map(role -> Sessions.principal(role, function.name(), terms))
                .orElseGet(() ->
                        sessions().unknown(function.account(), PolicyCatalog.name(roleArn), function.name(), terms));
    }

    /** Whose rights count: of a session that acts as its account, that account's. */
    private static Principal acting(Principal principal) {
        return principal instanceof Principal.RoleSession session && session.actsAsAccount()
                ? new Principal.Root(session.account())
                : principal;
    }

    private AccessRequest request(
            Principal principal,
            Optional<Identity> identity,
            String action,
            String resource,
            AccountId owner,
            RequestContext circumstances) {
        Map<String, String> tags =
                new HashMap<>(identity.map(found -> found.entity().tags()).orElse(Map.of()));
        if (principal instanceof Principal.RoleSession session) {
            session.terms().tags().forEach((key, value) -> {
                tags.keySet().removeIf(key::equalsIgnoreCase);
                tags.put(key, value);
            });
        }
        return new AccessRequest(
                principal,
                action,
                resource,
                owner,
                circumstances.withTags("aws:PrincipalTag/", tags).at(time.now()));
    }

    private PrincipalPolicies policies(Principal principal, Optional<Identity> identity) {
        List<PolicyDocument> session = principal instanceof Principal.RoleSession taken
                ? identities.ofSession(taken.account(), taken.terms())
                : List.of();
        return new PrincipalPolicies(
                identity.map(Identity::policies).orElse(List.of()), identity.flatMap(Identity::boundary), session);
    }

    private Optional<Identity> identity(Principal principal) {
        return switch (principal) {
            case Principal.User user ->
                identities
                        .find(EntityType.USER, user.account(), user.userName())
                        .filter(found -> found.entity().id().equals(user.uniqueId()));
            case Principal.RoleSession session ->
                identities
                        .find(EntityType.ROLE, session.account(), PolicyCatalog.name(session.roleArn()))
                        .filter(found ->
                                session.uniqueId().startsWith(found.entity().id() + ":"));
            case Principal.Root _, Principal.Service _, Principal.Anonymous _ -> Optional.empty();
        };
    }

    /**
     * Whether a role lets a service take it on; empty if there is no such role here.
     *
     * @param service such as {@code lambda.amazonaws.com}
     */
    public Optional<Boolean> trusts(String roleArn, String service) {
        return role(roleArn)
                .map(role -> assume(new Principal.Service(service), "sts:AssumeRole", role, RequestContext.EMPTY)
                        .allows());
    }
}
