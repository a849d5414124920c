package dev.hearth.neighbours.iam.policy;

import dev.hearth.base.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Optional;

/** A policy: statements, of which those that deny go before those that allow. */
public record PolicyDocument(Optional<String> version, Optional<String> id, List<Statement> statements) {
    /** What a policy belongs to, which decides what it must and may not say. */
    public enum Kind {
        /** A user or role: says what they may do. */
        IDENTITY,
        /** A role: says who may take it on. */
        TRUST,
        /** Something that others act on: says who may do what. */
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
