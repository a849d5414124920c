package dev.hearth.neighbours.iam;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.documents.Kinds;
import dev.hearth.model.FunctionArn;
import dev.hearth.neighbours.iam.policy.PolicyDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The resource policy of a function, a version, an alias or a layer's version.
 *
 * @param statements in the form of answers, in the order in which they were added
 * @param revisionId changes with each change
 */
public record ResourcePolicy(List<JsonObject> statements, String revisionId) {
    /** In the function's scope, by {@link #name}. */
    public static final Kind<ResourcePolicy> OF_FUNCTION =
            Kind.of("function-policy", ResourcePolicy::write, ResourcePolicy::read);

    /** In the layer's scope, by the name of the version. */
    public static final Kind<ResourcePolicy> OF_LAYER =
            Kind.of("layer-policy", ResourcePolicy::write, ResourcePolicy::read);

    public ResourcePolicy {
        statements = List.copyOf(statements);
    }

    /** The name of the policy's document; for an ARN without a qualifier, that of the function. */
    public static String name(FunctionArn called) {
        String qualifier = called.qualifier().orElse(FunctionArn.LATEST);
        return Kinds.versionName(qualifier).orElse(qualifier);
    }

    /** The policy in the form of Lambda's answers. */
    public JsonObject document() {
        return JsonObject.builder()
                .put("Version", "2012-10-17")
                .put("Id", "default")
                .put("Statement", new JsonArray(List.<JsonValue>copyOf(statements)))
                .build();
    }

    /** The policy, parsed for decisions. */
    public PolicyDocument parsed() {
        return PolicyDocument.parse(document(), PolicyDocument.Kind.RESOURCE);
    }

    /** The size of the policy as text, in bytes. */
    public int size() {
        return document().toJson().getBytes(StandardCharsets.UTF_8).length;
    }

    public Optional<JsonObject> find(String statementId) {
        return statements.stream()
                .filter(statement -> statement.string("Sid").equals(Optional.of(statementId)))
                .findFirst();
    }

    public ResourcePolicy with(JsonObject statement, String newRevisionId) {
        List<JsonObject> more = new ArrayList<>(statements);
        more.add(statement);
        return new ResourcePolicy(more, newRevisionId);
    }

    public ResourcePolicy without(JsonObject statement, String newRevisionId) {
        List<JsonObject> fewer = new ArrayList<>(statements);
        fewer.remove(statement);
        return new ResourcePolicy(fewer, newRevisionId);
    }

    private static JsonObject write(ResourcePolicy policy) {
        return JsonObject.builder()
                .put("statements", new JsonArray(List.<JsonValue>copyOf(policy.statements())))
                .put("revision", policy.revisionId())
                .build();
    }

    private static ResourcePolicy read(JsonObject document) {
        return new ResourcePolicy(
                document.array("statements").orElse(JsonArray.EMPTY).objects(),
                document.string("revision").orElseThrow());
    }
}
