package dev.hearth.dataplane.simulation.load;

import java.time.Duration;
import java.util.List;

/**
 * What a simulation is asked to do.
 *
 * @param name what it is called in results
 * @param span for how long functions are called
 */
public record Load(String name, List<FunctionProfile> functions, Duration span) {
    public Load {
        functions = List.copyOf(functions);
    }
}
