package dev.hearth.neighbours.iam.policy;

import dev.hearth.base.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Optional;

/** A policy: statements, of which those with Deny take precedence over those with Allow. */
public record PolicyDocument(Optional<String> version, Optional<String> id, List<Statement> statements) {
    /** The type of a policy, which decides which elements it must and must not have. */
    public enum Kind {
        /** A policy of a user or role: what the user or role may do. */
        IDENTITY,
        /** A trust policy of a role: who may assume it. */
        TRUST,
        /** A resource policy: who may do what with the resource. */
        RESOURCE
    }

    public PolicyDocument {
        statements = List.copyOf(statements);
    }

    /**
     * Reads a policy.
     *
     * @throws MalformedPolicyException with IAM's message
     */
    public static PolicyDocument parse(String text, Kind kind) {
        return new PolicyParser(kind).parse(text);
    }

    /**
     * Reads a policy that has been parsed as JSON.
     *
     * @throws MalformedPolicyException with IAM's message
     */
    public static PolicyDocument parse(JsonObject document, Kind kind) {
        return new PolicyParser(kind).document(document);
    }
}
