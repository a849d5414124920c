package dev.hearth.image;

import java.nio.file.Path;

/** Where things are in the folder that an image was unpacked into. */
public final class UnpackedImage {
    private UnpackedImage() {}

    /** The tree of its files. */
    public static Path root(Path unpacked) {
        return unpacked.resolve("root");
    }

    /** Its configuration, as the image has it. */
    static Path configuration(Path unpacked) {
        return unpacked.resolve("config.json");
    }
}
