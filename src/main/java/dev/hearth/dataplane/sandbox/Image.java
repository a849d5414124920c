package dev.hearth.dataplane.sandbox;

import java.nio.file.Path;

/**
 * A read-only tree of files for sandboxes.
 *
 * @param digest the name of its content: images with the same digest hold the same files
 * @param folder its path on this machine
 */
public record Image(String digest, Path folder) {}
