package dev.hearth.controlplane.code;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.neighbours.s3.ObjectSource;

/**
 * Where functions' code comes from, and where it is kept.
 *
 * @param packages where code packages are kept
 * @param buckets where packages are that requests only name
 * @param images where container images come from and are kept
 */
public record CodeStores(ArtifactStore packages, ObjectSource buckets, ImageLibrary images) {}
