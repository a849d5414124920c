package dev.hearth.controlplane.functions;

import dev.hearth.model.RuntimeIdentifier;
import java.util.List;
import java.util.Set;

/** The capabilities of the machines that run functions, against which configurations are checked. */
public interface Machine {
    /** The runtimes with which functions can be created, as the API lists them. */
    List<String> runtimes();

    /** Whether the API knows this runtime, also if it has ended. */
    boolean knows(RuntimeIdentifier runtime);

    /** Whether functions can no longer be created with this runtime. */
    boolean isCreationOver(RuntimeIdentifier runtime);

    /** Whether functions with this runtime can no longer be updated. */
    boolean isUpdateOver(RuntimeIdentifier runtime);

    /** Whether this machine has an interpreter for this runtime. */
    boolean canRun(RuntimeIdentifier runtime);

    /** Whether this machine can run container images. */
    boolean runsImages();

    /** The architectures by their names in the API. The first is that of this machine. */
    List<String> architectures();

    /** The environment variables that functions can't set. */
    Set<String> reservedVariables();
}
