package dev.hearth.neighbours.iam;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.AccessKeys;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;
import dev.hearth.model.SessionTerms;
import dev.hearth.neighbours.iam.policy.MalformedPolicyException;
import dev.hearth.neighbours.iam.policy.PolicyDocument;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache of the owners of keys, and of the policies of users, roles and sessions, because every request needs them.
 *
 * <p>A change of any user, role or policy replaces the cache's maps. A value that was read before the change ends in
 * the discarded maps, where no request finds it.
 */
final class Identities implements AccessKeys {
    private final Store store;
    private final PolicyCatalog catalog;
    private final Sessions sessions;
    private volatile Memory memory = new Memory();

    private record Key(EntityType type, AccountId account, String name) {}

    private record Attached(AccountId account, String arn) {}

    /** The cache between two changes. */
    private record Memory(Map<Key, Identity> identities, Map<Attached, PolicyDocument> ofSessions) {
        Memory() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    /**
     * A user or role with its policies.
     *
     * @param boundary the permissions boundary
     */
    record Identity(Entity entity, List<PolicyDocument> policies, Optional<PolicyDocument> boundary) {}

    Identities(Store store, PolicyCatalog catalog, UnknownRoles unknownRoles, Time time, Ids ids) {
        this.store = store;
        this.catalog = catalog;
        this.sessions = new Sessions(
                store.secret("session-key", () -> ids.hex(Limits.SESSION_KEY_DIGITS)),
                (account, name) -> find(EntityType.ROLE, account, name).map(Identity::entity),
                unknownRoles,
                time,
                ids);
        store.onChangeForget(
                Set.of(IamDocuments.USER, IamDocuments.ROLE, IamDocuments.POLICY),
                Store.ChangeListener.whatever(() -> memory = new Memory()));
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId, String sessionToken) {
        if (Sessions.isOfSession(accessKeyId)) {
            return sessions.find(accessKeyId, sessionToken);
        }
        return sessionToken.isEmpty()
                ? store.accounts()
                        .findKey(accessKeyId)
                        .filter(StoredKey::active)
                        .flatMap(this::key)
                : Optional.empty();
    }

    Sessions sessions() {
        return sessions;
    }

    private Optional<AccessKey> key(StoredKey stored) {
        if (stored.user().isEmpty()) {
            return Optional.of(new AccessKey(stored.id(), stored.secret(), stored.account()));
        }
        return find(EntityType.USER, stored.account(), stored.user().get()).map(identity -> {
            Entity user = identity.entity();
            return new AccessKey(
                    stored.id(),
                    stored.secret(),
                    new Principal.User(user.account(), user.arn(), user.name(), user.id()));
        });
    }

    Optional<Identity> find(EntityType type, AccountId account, String name) {
        Map<Key, Identity> current = memory.identities();
        Key key = new Key(type, account, name);
        Identity found = current.get(key);
        if (found != null) {
            return Optional.of(found);
        }
        Optional<Identity> read = store.read(view -> Entities.find(view, type, account, name)
                .map(entity -> new Identity(
                        entity, policies(view, entity), entity.boundary().map(arn -> attached(view, account, arn)))));
        if (current.size() >= Limits.CACHED_IDENTITIES) {
            current.clear();
        }
        read.ifPresent(identity -> current.put(key, identity));
        return read;
    }

    private List<PolicyDocument> policies(View view, Entity entity) {
        List<PolicyDocument> policies = new ArrayList<>();
        entity.inline().values().forEach(document -> policies.add(parse(document)));
        entity.attached().forEach(arn -> policies.add(attached(view, entity.account(), arn)));
        return List.copyOf(policies);
    }

    Optional<ManagedPolicy> managedPolicy(AccountId account, String arn) {
        return store.read(view -> catalog.find(view, account, arn));
    }

    /** The permissions boundary and session policies of a session of a role of this account. */
    List<PolicyDocument> ofSession(AccountId account, SessionTerms terms) {
        List<PolicyDocument> policies = new ArrayList<>();
        terms.policies().forEach(document -> policies.add(parse(document)));
        Map<Attached, PolicyDocument> current = memory.ofSessions();
        for (String arn : terms.managedPolicies()) {
            Attached key = new Attached(account, arn);
            PolicyDocument found = current.get(key);
            if (found == null) {
                found = store.read(view -> attached(view, account, arn));
                if (current.size() >= Limits.CACHED_SESSION_POLICIES) {
                    current.clear();
                }
                current.put(key, found);
            }
            policies.add(found);
        }
        return policies;
    }

    /** A policy that was deleted allows nothing. */
    private PolicyDocument attached(View view, AccountId account, String arn) {
        return catalog.find(view, account, arn)
                .map(policy -> parse(policy.inForce().document()))
                .orElseGet(() -> new PolicyDocument(Optional.empty(), Optional.empty(), List.of()));
    }

    private static PolicyDocument parse(String document) {
        try {
            return PolicyDocument.parse(document, Kind.IDENTITY);
        } catch (MalformedPolicyException e) {
            throw new IllegalStateException("a policy was stored that is none", e);
        }
    }
}
