package dev.hearth.base.image;

import java.util.Optional;
import java.util.Set;

/** Media types of the Open Container Initiative, and Docker's older ones. */
final class MediaTypes {
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    /** The media types that a registry may send for an image. */
    static final String ACCEPTED = String.join(", ", OCI_INDEX, OCI_MANIFEST, DOCKER_INDEX, DOCKER_MANIFEST);

    private static final Set<String> CONFIGURATIONS =
            Set.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json");

    private MediaTypes() {}

    /** The compression of layers. */
    enum Packing {
        PLAIN,
        GZIP,
        ZSTD
    }

    static boolean isIndex(String type) {
        return type.equals(OCI_INDEX) || type.equals(DOCKER_INDEX);
    }

    static boolean isManifest(String type) {
        return type.equals(OCI_MANIFEST) || type.equals(DOCKER_MANIFEST);
    }

    static boolean isConfiguration(String type) {
        return CONFIGURATIONS.contains(type);
    }

    /** Empty for content that is no layer of files, or is not in the registry ("foreign"). */
    static Optional<Packing> packing(String type) {
        return switch (type) {
            case "application/vnd.oci.image.layer.v1.tar", "application/vnd.docker.image.rootfs.diff.tar" ->
                Optional.of(Packing.PLAIN);
            case "application/vnd.oci.image.layer.v1.tar+gzip", "application/vnd.docker.image.rootfs.diff.tar.gzip" ->
                Optional.of(Packing.GZIP);
            case "application/vnd.oci.image.layer.v1.tar+zstd", "application/vnd.docker.image.rootfs.diff.tar.zstd" ->
                Optional.of(Packing.ZSTD);
            default -> Optional.empty();
        };
    }
}
