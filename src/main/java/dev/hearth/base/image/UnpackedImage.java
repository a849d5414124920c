package dev.hearth.base.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The layout of the folder of an unpacked image. */
public final class UnpackedImage {
    private UnpackedImage() {}

    /** The tree of its files. */
    public static Path root(Path unpacked) {
        return unpacked.resolve("root");
    }

    /**
     * The path on this machine of a path in the image, with all links followed as for a process in the image; empty if
     * nothing is there.
     */
    public static Optional<Path> find(Path unpacked, String path) throws IOException {
        try {
            Path place = new ScopedPaths(root(unpacked)).follow(path);
            return Files.exists(place, LinkOption.NOFOLLOW_LINKS) ? Optional.of(place) : Optional.empty();
        } catch (ImageException e) {
            return Optional.empty(); // an invalid name, or a circle of links
        }
    }

    /** The file of the image's configuration. */
    static Path configuration(Path unpacked) {
        return unpacked.resolve("config.json");
    }
}
