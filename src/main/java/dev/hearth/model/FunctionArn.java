package dev.hearth.model;

import java.util.Optional;

/** The ARN of a function or, with a qualifier, of one of its versions or aliases. */
public record FunctionArn(String region, AccountId account, String name, Optional<String> qualifier) {
    public static final String LATEST = "$LATEST";

    public FunctionArn unqualified() {
        return new FunctionArn(region, account, name, Optional.empty());
    }

    public FunctionArn qualified(String newQualifier) {
        return new FunctionArn(region, account, name, Optional.of(newQualifier));
    }

    /**
     * The name of the session in which the function uses its role: the function's name. Session names have at least two
     * characters, so a name of one character gets a suffix, as recorded on Lambda.
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
