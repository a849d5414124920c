package dev.hearth.dataplane.sandbox;

/** What a sandbox holds, given when it is assigned: a function's package and all around it, or a whole root. */
public sealed interface SandboxFiles permits Contents, ImageRoot {}
