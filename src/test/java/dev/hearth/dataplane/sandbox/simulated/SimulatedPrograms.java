package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.dataplane.sandbox.Assignment;
import java.util.Optional;

/** Which programs there are. */
public interface SimulatedPrograms {
    /** The program that this assignment starts; empty if there is none. */
    Optional<SimulatedProgram> find(Assignment assignment);
}
