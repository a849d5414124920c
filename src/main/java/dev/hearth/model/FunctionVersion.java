package dev.hearth.model;

import java.time.Duration;
import java.util.Map;

/**
 * All that running one version of a function takes: the unit that sandboxes are made for and never shared across.
 *
 * <p>Two with the same {@link #arn} and {@link #revisionId} are the same; a change of code or configuration gives a new
 * revision, and so new sandboxes.
 *
 * @param arn qualified: the last part is a version number or {@code $LATEST}
 * @param revisionId changes with every update
 * @param environment the user's own variables
 * @param logGroup where its logs go, {@code /aws/lambda/NAME} unless configured
 */
public record FunctionVersion(
        FunctionArn arn,
        String revisionId,
        RuntimeIdentifier runtime,
        String handler,
        CodePackage code,
        Map<String, String> environment,
        DataSize memory,
        DataSize ephemeralStorage,
        Duration timeout,
        String logGroup) {
    public FunctionVersion {
        environment = Map.copyOf(environment);
        if (arn.qualifier().isEmpty()) {
            throw new IllegalArgumentException("not a version: " + arn);
        }
    }

    public String version() {
        return arn.qualifier().orElseThrow();
    }

    public SandboxKey sandboxKey() {
        return new SandboxKey(arn, revisionId);
    }
}
