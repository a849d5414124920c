package dev.hearth.neighbours.iam.policy;

/** The outcome for a request, with the reason for a denial. */
public sealed interface Decision {
    /** The type of policy that denied the request, or that did not allow it. */
    enum Source {
        IDENTITY("an", "identity-based policy"),
        RESOURCE("a", "resource-based policy"),
        BOUNDARY("a", "permissions boundary"),
        SESSION("a", "session policy"),
        TRUST("the", "role trust policy");

        private final String article;
        private final String words;

        Source(String article, String words) {
            this.article = article;
            this.words = words;
        }
    }

    /** A policy allows it and none denies it. */
    record Allowed() implements Decision {}

    /** A statement with the effect Deny matches. */
    record ExplicitlyDenied(Source source) implements Decision {}

    /** Nothing denies it, but nothing allows it. */
    record ImplicitlyDenied(Source missing) implements Decision {}

    default boolean allows() {
        return this instanceof Allowed;
    }

    /**
     * The message with which AWS's services refuse the request.
     *
     * @param principal the ARN of the principal, or the name of a service
     * @throws IllegalStateException if the request is allowed
     */
    default String refusal(String principal, String action, String resource) {
        String beginning =
                "User: " + principal + " is not authorized to perform: " + action + " on resource: " + resource;
        return switch (this) {
            case Allowed() -> throw new IllegalStateException("allowed: " + action);
            case ExplicitlyDenied(Source source) ->
                beginning + " with an explicit deny in " + source.article + " " + source.words;
            case ImplicitlyDenied(Source missing) ->
                beginning + " because no " + missing.words + " allows the " + action + " action";
        };
    }
}
