package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Capabilities;
import dev.hearth.base.linux.CgroupEntry;
import dev.hearth.base.linux.ProcessSteps;
import dev.hearth.base.linux.StepFaults;
import java.util.List;
import java.util.Optional;

/** The steps of containers, one of which has a fault. For one thread. */
final class FaultySteps extends ContainerSteps {
    /** What is wrong with the next list of a kind. */
    record Fault(Phase phase, boolean dies, int step) {}

    /** Which list. */
    enum Phase {
        PREPARE(1),
        ASSIGN(0);

        /** What comes before is no step. */
        final int first;

        Phase(int first) {
            this.first = first;
        }
    }

    private Optional<Fault> fault = Optional.empty();

    /** How many steps the last list of the fault's kind had. */
    private int count;

    FaultySteps() {
        super(Capabilities.last());
    }

    void next(Fault next) {
        fault = Optional.of(next);
    }

    int count() {
        return count;
    }

    @Override
    ProcessSteps prepare(int rootUser, int functionUser, CgroupEntry cgroup) {
        return changed(Phase.PREPARE, super.prepare(rootUser, functionUser, cgroup));
    }

    @Override
    ProcessSteps assign(List<String> targets, boolean input, OciConfig.Program program) {
        return changed(Phase.ASSIGN, super.assign(targets, input, program));
    }

    private ProcessSteps changed(Phase phase, ProcessSteps steps) {
        Optional<Fault> now = fault.filter(next -> next.phase() == phase);
        if (now.isEmpty()) {
            return steps;
        }
        fault = Optional.empty();
        count = StepFaults.count(steps);
        int step = now.get().step();
        return now.get().dies() ? StepFaults.dying(steps, step) : StepFaults.failing(steps, step);
    }
}
