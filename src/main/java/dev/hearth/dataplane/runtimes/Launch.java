package dev.hearth.dataplane.runtimes;

import java.util.List;
import java.util.Map;

/**
 * How a runtime is started in a sandbox.
 *
 * @param command the program and its arguments
 * @param environment the language's own part of the environment, which the user's variables may replace
 */
public record Launch(List<String> command, Map<String, String> environment) {
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
