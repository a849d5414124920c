package dev.hearth.model;

import java.util.List;

/**
 * A function's own settings in place of its image's; what is empty is as the image says.
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
