package dev.hearth.dataplane.sandbox;

import java.nio.file.Path;

/**
 * A program that runs in a sandbox beside the function's own: an external extension.
 *
 * @param name what the listener knows it by
 * @param program its file, as the sandbox sees it
 */
public record Companion(String name, Path program) {}
