package dev.hearth.dataplane.simulation.load;

import java.time.Duration;
import java.util.List;

/**
 * The input of a simulation: functions and the time for which they are called.
 *
 * @param name its name in results
 * @param span for how long functions are called
 */
public record Load(String name, List<FunctionProfile> functions, Duration span) {
    public Load {
        functions = List.copyOf(functions);
    }
}
