package dev.hearth.neighbours.iam;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.model.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How users, roles and policies are stored. */
final class IamDocuments {
    /** In the account's scope, by {@link Entity#key}. */
    static final Kind<Entity> ROLE =
            Kind.of("iam-role", IamDocuments::write, document -> read(EntityType.ROLE, document));

    /** In the account's scope, by {@link Entity#key}. */
    static final Kind<Entity> USER =
            Kind.of("iam-user", IamDocuments::write, document -> read(EntityType.USER, document));

    /** In the account's scope, by the name in lower case. */
    static final Kind<ManagedPolicy> POLICY = Kind.of("iam-policy", IamDocuments::write, IamDocuments::readPolicy);

    /** In {@link #attachments}, by {@link Attachment#key}. */
    static final Kind<Attachment> ATTACHMENT = Kind.of("iam-attachment", IamDocuments::write, IamDocuments::attachment);

    private IamDocuments() {}

    /** An attachment, stored with the policy. */
    record Attachment(EntityType type, String name, String id) {
        static Attachment of(Entity entity) {
            return new Attachment(entity.type(), entity.name(), entity.id());
        }

        String key() {
            return type.lowerCase() + "/" + Entity.key(name);
        }
    }

    static Kind<Entity> kind(EntityType type) {
        return switch (type) {
            case ROLE -> ROLE;
            case USER -> USER;
        };
    }

    /** The scope of the attachments of an account's policy. */
    static Scope attachments(AccountId account, String policyArn) {
        return new Scope(account, "policy:" + policyArn);
    }

    private static JsonObject write(Entity entity) {
        JsonValue.ObjectBuilder document = JsonObject.builder()
                .put("account", entity.account().value())
                .put("name", entity.name())
                .put("path", entity.path())
                .put("id", entity.id())
                .put("created", entity.created().toString())
                .put("tags", JsonValue.of(entity.tags()))
                .put("inline", JsonValue.of(entity.inline()))
                .put("attached", JsonValue.of(entity.attached()))
                .put("boundary", entity.boundary());
        entity.role()
                .ifPresent(role -> document.put("trust", role.trust())
                        .put("description", role.description())
                        .put("maxSessionSeconds", role.maxSessionSeconds()));
        return document.build();
    }

    private static Entity read(EntityType type, JsonObject document) {
        return new Entity(
                type,
                new AccountId(string(document, "account")),
                string(document, "name"),
                string(document, "path"),
                string(document, "id"),
                Instant.parse(string(document, "created")),
                document.object("tags").orElse(JsonObject.EMPTY).strings(),
                document.object("inline").orElse(JsonObject.EMPTY).strings(),
                document.array("attached").orElse(JsonArray.EMPTY).strings(),
                document.string("boundary"),
                document.string("trust")
                        .map(trust -> new Entity.RoleSettings(
                                trust, string(document, "description"), integer(document, "maxSessionSeconds"))));
    }

    private static JsonObject write(ManagedPolicy policy) {
        List<JsonValue> versions = policy.versions().stream()
                .<JsonValue>map(version -> JsonObject.builder()
                        .put("number", version.number())
                        .put("document", version.document())
                        .put("created", version.created().toString())
                        .build())
                .toList();
        return JsonObject.builder()
                .put("arn", policy.arn())
                .put("name", policy.name())
                .put("path", policy.path())
                .put("id", policy.id())
                .put("description", policy.description())
                .put("created", policy.created().toString())
                .put("updated", policy.updated().toString())
                .put("tags", JsonValue.of(policy.tags()))
                .put("defaultVersion", policy.defaultVersion())
                .put("lastVersion", policy.lastVersion())
                .put("versions", new JsonArray(versions))
                .build();
    }

    private static ManagedPolicy readPolicy(JsonObject document) {
        return new ManagedPolicy(
                string(document, "arn"),
                string(document, "name"),
                string(document, "path"),
                string(document, "id"),
                string(document, "description"),
                Instant.parse(string(document, "created")),
                Instant.parse(string(document, "updated")),
                document.object("tags").orElse(JsonObject.EMPTY).strings(),
                integer(document, "defaultVersion"),
                integer(document, "lastVersion"),
                document.array("versions").orElse(JsonArray.EMPTY).objects().stream()
                        .map(version -> new ManagedPolicy.Version(
                                integer(version, "number"),
                                string(version, "document"),
                                Instant.parse(string(version, "created"))))
                        .toList());
    }

    private static JsonObject write(Attachment attachment) {
        return JsonObject.builder()
                .put("type", attachment.type().name())
                .put("name", attachment.name())
                .put("id", attachment.id())
                .build();
    }

    private static Attachment attachment(JsonObject document) {
        return new Attachment(
                EntityType.valueOf(string(document, "type")), string(document, "name"), string(document, "id"));
    }

    private static String string(JsonObject document, String name) {
        return document.string(name).orElseThrow(() -> missing(name));
    }

    private static int integer(JsonObject document, String name) {
        Optional<Long> value = document.integer(name);
        return Math.toIntExact(value.orElseThrow(() -> missing(name)));
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("the stored document has no " + name);
    }
}
