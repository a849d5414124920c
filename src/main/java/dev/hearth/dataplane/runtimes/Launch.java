package dev.hearth.dataplane.runtimes;

import java.util.List;
import java.util.Map;

/**
 * The start of a runtime in a sandbox.
 *
 * @param command the program and its arguments
 * @param environment the language's part of the environment, which the function's variables can replace
 */
public record Launch(List<String> command, Map<String, String> environment) {
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
