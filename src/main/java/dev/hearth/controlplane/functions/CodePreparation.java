package dev.hearth.controlplane.functions;

import dev.hearth.model.FunctionVersion;

/** Puts a function's code on the Workers before the function becomes active. */
@FunctionalInterface
public interface CodePreparation {
    /**
     * Returns when the code is in place.
     *
     * @throws dev.hearth.error.ServiceException if the code can't be used
     */
    void prepare(FunctionVersion function);
}
