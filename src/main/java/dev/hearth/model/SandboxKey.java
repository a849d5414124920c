package dev.hearth.model;

import java.util.Optional;

/**
 * What a sandbox is bound to for life: one version of one account's function, at one configuration revision.
 *
 * @param tenant for whom alone it is, of functions with tenant isolation
 */
public record SandboxKey(FunctionArn arn, String revisionId, Optional<String> tenant) {}
