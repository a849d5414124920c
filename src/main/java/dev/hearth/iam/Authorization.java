package dev.hearth.iam;

import dev.hearth.auth.AccessKeys;
import dev.hearth.auth.Caller;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.iam.Identities.Identity;
import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;
import dev.hearth.policy.AccessRequest;
import dev.hearth.policy.Decision;
import dev.hearth.policy.Evaluation;
import dev.hearth.policy.PolicyDocument;
import dev.hearth.policy.PolicyDocument.Kind;
import dev.hearth.policy.RequestContext;
import dev.hearth.store.Store;
import dev.hearth.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides whether a caller may do something: by its own policies, and by that of what it acts on.
 *
 * <p>An account's own key may do everything in its account; that is known without looking at anything. Other callers'
 * policies are in memory after their first request.
 */
public final class Authorization {
    private final Store store;
    private final PolicyCatalog catalog;
    private final Identities identities;
    private final Time time;

    public Authorization(Store store, Time time) {
        this.store = store;
        this.catalog = new PolicyCatalog(AwsPolicies.load());
        this.identities = new Identities(store, catalog);
        this.time = time;
    }

    PolicyCatalog catalog() {
        return catalog;
    }

    /** All keys that sign requests: the accounts' own and those of users. */
    public AccessKeys keys() {
        return identities;
    }

    /**
     * Refuses what the caller may not do in its own account.
     *
     * @param action such as {@code lambda:GetFunction}
     * @param resource the ARN of what it acts on
     * @param circumstances what conditions may ask beside who calls and when
     */
    public void check(Caller caller, String action, Supplier<String> resource, Supplier<RequestContext> circumstances) {
        if (caller.principal() instanceof Principal.Root) {
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
        AccessRequest request = new AccessRequest(
                principal, action, resource, owner, circumstances.get().at(time.now()));
        Optional<Identity> identity = identity(principal);
        return Evaluation.decide(
                request,
                identity.map(Identity::policies).orElse(List.of()),
                identity.flatMap(Identity::boundary),
                onResource.get());
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
        String[] parts = roleArn.split(":", 6);
        if (parts.length < 6 || !parts[4].matches("[0-9]{12}")) {
            return Optional.empty();
        }
        AccountId account = new AccountId(parts[4]);
        return store.read(view -> Entities.find(view, EntityType.ROLE, account, PolicyCatalog.name(roleArn)))
                .filter(role -> role.arn().equals(roleArn))
                .map(role -> Evaluation.trusts(
                        PolicyDocument.parse(role.settings().trust(), Kind.TRUST),
                        new AccessRequest(
                                new Principal.Service(service),
                                "sts:AssumeRole",
                                roleArn,
                                account,
                                RequestContext.EMPTY.at(time.now()))));
    }
}
