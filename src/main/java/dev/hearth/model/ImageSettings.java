package dev.hearth.model;

import java.util.List;

/**
 * The settings with which a function overrides those of its image. Empty settings are taken from the image.
 *
 * @param entryPoint the program and its first arguments
 * @param command further arguments
 */
public record ImageSettings(List<String> entryPoint, List<String> command, String workingFolder) {
    public static final ImageSettings NONE = new ImageSettings(List.of(), List.of(), "");

    public ImageSettings {
        entryPoint = List.copyOf(entryPoint);
        command = List.copyOf(command);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }
}
