package dev.hearth.dataplane.worker;

import dev.hearth.base.artifact.PackageSource;
import dev.hearth.base.image.ImageLibrary;

/**
 * The sources of functions' code.
 *
 * @param packages code packages
 * @param images container images
 */
public record CodeSources(PackageSource packages, ImageLibrary images) {}
