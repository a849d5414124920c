package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;

/** The outcomes of the steps of a {@link CallMachine}. */
public sealed interface CallEvent {
    /** The caller's request is checked, and may run. */
    record Begun() implements CallEvent {}

    record Permitted() implements CallEvent {}

    record Granted(Grant grant) implements CallEvent {}

    /**
     * The invocation has ended.
     *
     * @param reusable whether the sandbox can take another invocation
     * @param usage what the sandbox was last measured to use
     */
    record Ran(boolean reusable, SandboxUsage usage) implements CallEvent {}

    /** The answer has ended, and the invocation goes on. */
    record Answered() implements CallEvent {}

    /** The sandbox had ended before the function saw the invocation. */
    record SandboxGone() implements CallEvent {}

    /** A step was refused, or failed. */
    record Failed(Throwable reason) implements CallEvent {}
}
