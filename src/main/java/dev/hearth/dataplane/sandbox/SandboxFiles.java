package dev.hearth.dataplane.sandbox;

/** The files of a sandbox: a package with its surroundings, a container image, or those of a stem cell. */
public sealed interface SandboxFiles permits Contents, ImageRoot, StemFiles {}
