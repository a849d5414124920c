package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxId;

/** The sandbox has ended, and the function never saw the invocation: it can safely go to another. */
public final class SandboxGoneException extends Exception {
    public SandboxGoneException(SandboxId sandbox) {
        super("sandbox " + sandbox + " is gone", null, false, false);
    }
}
