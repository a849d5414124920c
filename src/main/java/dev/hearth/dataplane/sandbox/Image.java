package dev.hearth.dataplane.sandbox;

import java.nio.file.Path;

/**
 * A tree of files that sandboxes see and can't write to.
 *
 * @param digest the name of its content: two with the same digest hold the same files
 * @param folder where this machine keeps it
 */
public record Image(String digest, Path folder) {}
