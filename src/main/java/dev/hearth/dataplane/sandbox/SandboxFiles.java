package dev.hearth.dataplane.sandbox;

/**
 * What a sandbox holds: a function's package and all around it, or a whole root; before it has a function, what its
 * runtime needs.
 */
public sealed interface SandboxFiles permits Contents, ImageRoot, StemFiles {}
