package dev.hearth.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a sandbox is to run. Paths in it are as the sandbox sees them ({@link SandboxDriver#layout}).
 *
 * @param command the program and its arguments
 * @param environment all of its variables; nothing of the host's is added, save that a driver without a {@code /tmp} of
 *     its own for each sandbox points {@code TMPDIR} to a folder of its own
 * @param workingFolder where it starts
 */
public record Assignment(Contents contents, List<String> command, Map<String, String> environment, Path workingFolder) {
    public Assignment {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
