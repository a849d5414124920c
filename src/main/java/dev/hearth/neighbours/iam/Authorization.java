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
 * Decides whether a caller may do something, by the caller's own policies and by the policy of the resource.
 *
 * <p>An account's root may do everything in its account, which needs no look at policies. The policies of other callers
 * are cached after their first request.
 */
public final class Authorization {
    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::([0-9]{12}):role/.+");

    private final PolicyCatalog catalog;
    private final Identities identities;
    private final Time time;

    /**
     * @param unknownRoles what functions may do whose role IAM does not know
     */
    public Authorization(Store store, UnknownRoles unknownRoles, Time time, Ids ids) {
        this.catalog = new PolicyCatalog(AwsPolicies.load());
        this.identities = new Identities(store, catalog, unknownRoles, time, ids);
        this.time = time;
    }

    PolicyCatalog catalog() {
        return catalog;
    }

    /** All keys that can sign requests: those of accounts' roots, of users and of sessions. */
    public AccessKeys keys() {
        return identities;
    }

    Sessions sessions() {
        return identities.sessions();
    }

    Optional<Entity> entity(EntityType type, AccountId account, String name) {
        return identities.find(type, account, name).map(Identity::entity);
    }

    /** Whether a role of this ARN exists, so that its policies decide. */
    public boolean knowsRole(String arn) {
        return role(arn).isPresent();
    }

    Optional<ManagedPolicy> managedPolicy(AccountId account, String arn) {
        return identities.managedPolicy(account, arn);
    }

    /** Finds the role of this ARN, if it exists. */
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
     * Checks whether the caller may do something in its own account.
     *
     * @param action such as {@code lambda:GetFunction}
     * @param resource the ARN of the resource
     * @param circumstances values for condition keys, beside the principal and the time
     */
    public void check(Caller caller, String action, Supplier<String> resource, Supplier<RequestContext> circumstances) {
        if (caller.principal().isRootOf(caller.account())) {
            return;
        }
        check(caller.principal(), action, resource.get(), caller.account(), circumstances, Optional::empty);
    }

    /**
     * Checks whether a principal may do something with a resource that may belong to another account.
     *
     * @param owner the account that owns the resource
     * @param onResource the policy of the resource
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

    /** Whether a principal may do something; see {@link #check}. */
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
     * Whether a principal may do something with a role. The role's trust policy must allow it, and so must a policy of
     * the principal if it needs one.
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

    /** The principal that a function acts as: its role, in a session with the function's name. */
    Principal functionSession(FunctionArn function, String roleArn) {
        Instant now = time.now();
        SessionTerms terms = SessionTerms.until(now, now.plus(Limits.FUNCTION_SESSION));
        return role(roleArn)
                .map(role -> Sessions.principal(role, function.name(), terms))
                .orElseGet(() ->
                        sessions().unknown(function.account(), PolicyCatalog.name(roleArn), function.name(), terms));
    }

    /** The principal whose policies decide. For a session that acts as its account, that is the account. */
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
     * Whether a role's trust policy allows a service to assume it; empty if the role does not exist.
     *
     * @param service such as {@code lambda.amazonaws.com}
     */
    public Optional<Boolean> trusts(String roleArn, String service) {
        return role(roleArn)
                .map(role -> assume(new Principal.Service(service), "sts:AssumeRole", role, RequestContext.EMPTY)
                        .allows());
    }
}
