package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxId;

/** The sandbox has ended without the invocation, which can safely be run in another one. */
public final class SandboxGoneException extends Exception {
    public SandboxGoneException(SandboxId sandbox) {
        super("sandbox " + sandbox + " is gone", null, false, false);
    }
}
