package dev.hearth.controlplane.functions;

import dev.hearth.model.FunctionVersion;

/** Puts a function's code in place, where it will run, before the function is said to be active. */
@FunctionalInterface
public interface CodePreparation {
    /**
     * Returns when it is there.
     *
     * @throws dev.hearth.error.ServiceException if the code can't be used
     */
    void prepare(FunctionVersion function);
}
