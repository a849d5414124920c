package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.model.FunctionVersion;
import java.util.Optional;

/** The program and files with which a function's processes are started, as they are on this machine now. */
sealed interface PlannedProgram permits PackagedProgram, ImagedProgram {
    /** The start of a process of the function. */
    Start start(FunctionVersion function, FunctionEnvironment.Platform platform);

    /**
     * The start of a process.
     *
     * @param problem why the process can't be started, if that is the function's fault
     */
    record Start(Assignment assignment, Optional<Exit> problem) {}
}
