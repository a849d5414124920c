package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.model.FunctionVersion;
import java.util.Optional;

/** The program of a function and the files that it finds, as they are on this machine now. */
sealed interface PlannedProgram permits PackagedProgram, ImagedProgram {
    /** The start of a process of the function. */
    Start start(FunctionVersion function, FunctionEnvironment.Platform platform);

    /**
     * The start of a process.
     *
     * @param problem why it can't be started, which is the function's fault
     */
    record Start(Assignment assignment, Optional<Exit> problem) {}
}
