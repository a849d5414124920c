package dev.hearth.model;

import java.util.Optional;

/** The full name of a function, or with a qualifier of one version or alias of it. */
public record FunctionArn(String region, AccountId account, String name, Optional<String> qualifier) {
    public static final String LATEST = "$LATEST";

    public FunctionArn unqualified() {
        return new FunctionArn(region, account, name, Optional.empty());
    }

    public FunctionArn qualified(String newQualifier) {
        return new FunctionArn(region, account, name, Optional.of(newQualifier));
    }

    /**
     * The name of the session in which the function acts as its role: the function's own. A session's name has at least
     * two characters, so that of a function with one gets an ending, as recorded on Lambda.
     */
    public String sessionName() {
        return name.length() == 1 ? name + "@lambda_function" : name;
    }

    @Override
    public String toString() {
        return "arn:aws:lambda:" + region + ":" + account + ":function:" + name
                + qualifier.map(value -> ":" + value).orElse("");
    }
}
