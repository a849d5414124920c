package dev.hearth.model;

/** What a sandbox is bound to for life: one version of one account's function, at one configuration revision. */
public record SandboxKey(FunctionArn arn, String revisionId) {}
