package dev.hearth.controlplane.operation;

import java.util.regex.Pattern;

/** What names of resources look like, where several operations have the same. As in the API's model. */
public final class Forms {
    /** Of any service. */
    public static final Pattern ARN = Pattern.compile(
            "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)");

    public static final Pattern CODE_SIGNING_CONFIG = Pattern.compile("arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|"
            + "(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:code-signing-config:csc-[a-z0-9]{17}");

    public static final int CODE_SIGNING_CONFIG_CHARACTERS = 200;

    private Forms() {}
}
