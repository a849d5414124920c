package dev.hearth.model;

import java.util.Optional;

/**
 * What a sandbox serves for life: one version of one account's function, in one revision.
 *
 * @param tenant the only tenant that it serves, if the function isolates its tenants
 */
public record SandboxKey(FunctionArn arn, String revisionId, Optional<String> tenant) {}
