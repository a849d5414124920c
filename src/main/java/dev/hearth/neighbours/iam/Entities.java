package dev.hearth.neighbours.iam;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.IamOperation.Call;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The users, or the roles, in the store. */
final class Entities {
    private final EntityType type;
    private final Store store;
    private final PolicyCatalog catalog;

    Entities(EntityType type, Store store, PolicyCatalog catalog) {
        this.type = type;
        this.store = store;
        this.catalog = catalog;
    }

    EntityType type() {
        return type;
    }

    static Optional<Entity> find(View view, EntityType type, AccountId account, String name) {
        return view.find(IamDocuments.kind(type), Scope.of(account), Entity.key(name))
                .filter(entity -> entity.name().equals(name));
    }

    /**
     * Finds the entity that the request names.
     *
     * @throws ServiceException IAM's error if it does not exist
     */
    Entity find(View view, Call call) {
        String name = name(call);
        return find(view, type, call.account(), name).orElseThrow(() -> IamErrors.notFound(type, name));
    }

    Entity read(Call call) {
        return store.read(view -> find(view, call));
    }

    /** Finds the user that the request names; without a name, the caller. */
    private String name(Call call) {
        Optional<String> named = call.parameters().find(type.parameter());
        if (named.isPresent()) {
            return named.get();
        }
        if (type == EntityType.USER && call.caller().principal() instanceof Principal.User user) {
            return user.userName();
        }
        throw IamErrors.validation("Must specify " + type.parameter() + " when calling with non-User credentials");
    }

    /** Creates an entity. */
    void create(Entity entity) {
        store.<Optional<Entity>>write(transaction -> {
            mustBeFree(transaction, entity);
            if (transaction.count(IamDocuments.kind(type), Scope.of(entity.account())) >= type.quota()) {
                throw IamErrors.quota(type.word() + "sPerAccount", type.quota());
            }
            entity.boundary().ifPresent(arn -> mustExist(transaction, entity.account(), arn));
            put(transaction, entity);
            return Optional.empty();
        });
    }

    void mustBeFree(View view, Entity entity) {
        if (view.find(IamDocuments.kind(type), Scope.of(entity.account()), entity.key())
                .isPresent()) {
            throw IamErrors.exists(type.word() + " with name " + entity.name() + " already exists.");
        }
    }

    private void mustExist(View view, AccountId account, String policyArn) {
        if (catalog.find(view, account, policyArn).isEmpty()) {
            throw IamErrors.noSuchEntity("Scope ARN: " + policyArn + " does not exist or is not attachable.");
        }
    }

    static void put(Transaction transaction, Entity entity) {
        transaction.put(IamDocuments.kind(entity.type()), Scope.of(entity.account()), entity.key(), entity);
    }

    /** Changes the entity that the request names. */
    Entity change(Call call, UnaryOperator<Entity> change) {
        return store.write(transaction -> {
            Entity changed = change.apply(find(transaction, call));
            put(transaction, changed);
            return changed;
        });
    }

    void attach(Call call, String policyArn) {
        store.<Optional<Entity>>write(transaction -> {
            Entity entity = find(transaction, call);
            if (catalog.find(transaction, entity.account(), policyArn).isEmpty()) {
                throw IamErrors.noSuchEntity("Policy " + policyArn + " does not exist or is not attachable.");
            }
            if (entity.attached().contains(policyArn)) {
                return Optional.empty();
            }
            if (entity.attached().size() >= Limits.ATTACHED_POLICIES) {
                throw IamErrors.quota("PoliciesPer" + type.word(), Limits.ATTACHED_POLICIES);
            }
            put(transaction, entity.withAttached(policyArn));
            IamDocuments.Attachment attachment = IamDocuments.Attachment.of(entity);
            transaction.put(
                    IamDocuments.ATTACHMENT,
                    IamDocuments.attachments(entity.account(), policyArn),
                    attachment.key(),
                    attachment);
            return Optional.empty();
        });
    }

    void detach(Call call, String policyArn) {
        store.<Optional<Entity>>write(transaction -> {
            Entity entity = find(transaction, call);
            if (!entity.attached().contains(policyArn)) {
                throw IamErrors.policyNotFound(policyArn);
            }
            put(transaction, entity.withoutAttached(policyArn));
            transaction.delete(
                    IamDocuments.ATTACHMENT,
                    IamDocuments.attachments(entity.account(), policyArn),
                    IamDocuments.Attachment.of(entity).key());
            return Optional.empty();
        });
    }

    void bound(Call call, Optional<String> policyArn) {
        store.<Optional<Entity>>write(transaction -> {
            Entity entity = find(transaction, call);
            policyArn.ifPresent(arn -> mustExist(transaction, entity.account(), arn));
            if (policyArn.isEmpty() && entity.boundary().isEmpty()) {
                throw IamErrors.noSuchEntity(
                        type.word() + " " + entity.name() + " does not have a permissions boundary.");
            }
            put(transaction, entity.withBoundary(policyArn));
            return Optional.empty();
        });
    }

    /** Deletes the entity that the request names, unless policies, keys or a boundary are still attached. */
    void delete(Call call) {
        store.<Optional<Entity>>write(transaction -> {
            Entity entity = find(transaction, call);
            if (!entity.attached().isEmpty()) {
                throw IamErrors.conflict("Cannot delete entity, must detach all policies first.");
            }
            if (!entity.inline().isEmpty()) {
                throw IamErrors.conflict("Cannot delete entity, must delete policies first.");
            }
            if (type == EntityType.USER && !UserKeys.of(transaction, entity).isEmpty()) {
                throw IamErrors.conflict("Cannot delete entity, must delete access keys first.");
            }
            transaction.delete(IamDocuments.kind(type), Scope.of(entity.account()), entity.key());
            return Optional.empty();
        });
    }

    Page<Entity> list(Call call) {
        String prefix = call.parameters().find("PathPrefix").orElse("/");
        return store.read(view -> Page.of(
                call.parameters(),
                (after, limit) -> view.list(IamDocuments.kind(type), Scope.of(call.account()), after, limit),
                Entity::key,
                entity -> entity.path().startsWith(prefix)));
    }

    /** The ARN in policies for an operation on the entity that the request names, whether it exists or not. */
    String resource(Call call) {
        if (type == EntityType.USER && call.parameters().find(type.parameter()).isEmpty()) {
            return call.caller().arn();
        }
        String name = name(call);
        return store.read(view -> find(view, type, call.account(), name))
                .map(Entity::arn)
                .orElseGet(() -> Entity.arn(type, call.account(), "/", name));
    }

    /** The ARN in policies for an operation on all entities. */
    String listResource(Call call) {
        return Entity.arn(
                type, call.account(), call.parameters().find("PathPrefix").orElse("/"), "");
    }

    /** The ARN in policies for the creation of an entity. */
    String newResource(Call call) {
        return Entity.arn(
                type, call.account(), call.parameters().find("Path").orElse("/"), call.text(type.parameter()));
    }
}
