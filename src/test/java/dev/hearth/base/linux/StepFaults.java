package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;

/** Changes the steps of a process, so that one of them fails, or is its last. */
public final class StepFaults {
    private static final int NO_DESCRIPTOR = -1;
    private static final int STATUS = 9;

    private StepFaults() {}

    public static int count(ProcessSteps steps) {
        return steps.list().size();
    }

    public static ProcessSteps failing(ProcessSteps steps, int step) {
        steps.list().replace(step, Call.CLOSE, NO_DESCRIPTOR);
        return steps;
    }

    public static ProcessSteps dying(ProcessSteps steps, int step) {
        steps.list().replace(step, Call.EXIT_GROUP, STATUS);
        return steps;
    }
}
