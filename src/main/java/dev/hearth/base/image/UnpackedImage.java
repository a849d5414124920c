package dev.hearth.base.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Where things are in the folder that an image was unpacked into. */
public final class UnpackedImage {
    private UnpackedImage() {}

    /** The tree of its files. */
    public static Path root(Path unpacked) {
        return unpacked.resolve("root");
    }

    /**
     * The place on this machine that a path in the image leads to, all links followed as a process in it would follow
     * them; empty if nothing is there.
     */
    public static Optional<Path> find(Path unpacked, String path) throws IOException {
        try {
            Path place = new ScopedPaths(root(unpacked)).follow(path);
            return Files.exists(place, LinkOption.NOFOLLOW_LINKS) ? Optional.of(place) : Optional.empty();
        } catch (ImageException e) {
            return Optional.empty(); // no such name can be, or links lead in a circle
        }
    }

    /** Its configuration, as the image has it. */
    static Path configuration(Path unpacked) {
        return unpacked.resolve("config.json");
    }
}
