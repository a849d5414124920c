package dev.hearth.dataplane.worker;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.image.ImageLibrary;

/**
 * The sources of functions' code.
 *
 * @param artifacts packages
 * @param images container images
 */
public record CodeSources(ArtifactStore artifacts, ImageLibrary images) {}
