package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.dataplane.sandbox.Exit;
import java.io.IOException;

/** What runs in a simulated sandbox, on a virtual thread of its own. */
public interface SimulatedProgram {
    /**
     * Runs until its end. When the sandbox is reset or destroyed its thread is interrupted, and every later call of the
     * process throws: let both through. An exception that is thrown otherwise is printed, and the status is 1.
     *
     * @return how it ended
     */
    Exit run(SimulatedProcess process) throws IOException, InterruptedException;
}
