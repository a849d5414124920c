package dev.hearth.controlplane.functions;

import dev.hearth.model.RuntimeIdentifier;
import java.util.List;
import java.util.Set;

/** What the machines that run functions can do, as far as configurations are checked against it. */
public interface Machine {
    /** Runtimes that functions can be created with, as the API lists them. */
    List<String> runtimes();

    /** Whether the API has this runtime, or had it once. */
    boolean knows(RuntimeIdentifier runtime);

    /** Whether the API knows this runtime and creates no functions with it any more. */
    boolean isCreationOver(RuntimeIdentifier runtime);

    /** Whether the API does not even update functions any more that use this runtime. */
    boolean isUpdateOver(RuntimeIdentifier runtime);

    /** Whether there is an interpreter for this runtime. */
    boolean canRun(RuntimeIdentifier runtime);

    /** Whether functions can have container images. */
    boolean runsImages();

    /** As in the API; the first is the machine's own. */
    List<String> architectures();

    /** Environment variables that functions can't set. */
    Set<String> reservedVariables();
}
