package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.CgroupEntry;
import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.EventLoop;
import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.PreparedProcess;
import dev.hearth.base.linux.ProcessFactory;
import dev.hearth.base.linux.ProcessSteps;
import dev.hearth.base.linux.ProgramGroup;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.ImageRoot;
import dev.hearth.dataplane.sandbox.machine.Allocation;
import dev.hearth.dataplane.sandbox.machine.Machine;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes containers without an OCI runtime ({@link ContainerSteps} has the steps).
 *
 * <p>A container is prepared before its function is known: its first process waits in its namespaces. The function adds
 * mounts, which are sent as open descriptors, and the program. The first process stays: it reaps orphans and reports
 * the program's end.
 */
final class BuiltInLauncher implements Launcher {
    private final Machine machine;
    private final ContainerSteps steps;
    private final FunctionMounts mounts;
    private final ProcessFactory factory;

    private BuiltInLauncher(Machine machine, ContainerSteps steps, FunctionMounts mounts, ProcessFactory factory) {
        this.machine = machine;
        this.steps = steps;
        this.mounts = mounts;
        this.factory = factory;
    }

    /** Makes a launcher for this machine. The calling thread is one of the machine's mount namespace. */
    static BuiltInLauncher make(Machine machine, Stage stage, ContainerSteps steps) throws IOException {
        ProcessSteps first = ContainerSteps.factory(stage);
        Path program = stage.program(ProcessFactory.program(first));
        return new BuiltInLauncher(
                machine,
                steps,
                new FunctionMounts(stage, new ImageMounts(stage.images(), stage.empty()), true),
                new ProcessFactory(machine.spawn(), program.toString(), first, Limits.STEPS));
    }

    @Override
    public Container prepare(SandboxId id, Allocation allocation) {
        return machine.mounts().inside(() -> prepareInside(allocation));
    }

    @Override
    public boolean preparesMuch() {
        return true;
    }

    @Override
    public void close() {
        factory.close();
    }

    private Container prepareInside(Allocation allocation) {
        Descriptor.Pipe output = Descriptor.Pipe.open();
        boolean prepared = false;
        try (Descriptor outputEnd = output.writing();
                CgroupEntry cgroup = allocation.cgroup().entry()) {
            // else the function could not open its /dev/stdout
            outputEnd.own(allocation.functionUser(), allocation.functionUser());
            List<Descriptor> descriptors =
                    new ArrayList<>(List.of(outputEnd, allocation.network().descriptor()));
            descriptors.addAll(cgroup.descriptors());
            PreparedProcess process =
                    factory.make(steps.prepare(allocation.rootUser(), allocation.functionUser(), cgroup), descriptors);
            prepared = true;
            return new BuiltInContainer(allocation, process, output.reading());
        } finally {
            if (!prepared) {
                output.reading().close();
            }
        }
    }

    /** A container whose first process waits. */
    private final class BuiltInContainer implements Container {
        private final Allocation allocation;
        private final PreparedProcess process;
        private final Descriptor output;
        private boolean watched;
        private boolean removed;

        BuiltInContainer(Allocation allocation, PreparedProcess process, Descriptor output) {
            this.allocation = allocation;
            this.process = process;
            this.output = output;
        }

        @Override
        public Watched start(Assignment assignment, Optional<Descriptor> input, Listener listener) {
            return machine.mounts().inside(() -> startInside(assignment, input, listener));
        }

        @Override
        public Group startBeside(Assignment assignment, GroupListener listener) {
            return machine.mounts().inside(() -> startGroupInside(assignment, listener));
        }

        @Override
        public void show(Descriptor running, Contents contents) {
            try (FunctionMounts.Mounts added = machine.mounts().inside(() -> mounts.ofFunction(contents))) {
                MountNamespace.show(running, added.shown());
            }
        }

        @Override
        public boolean usable() {
            return process.waits();
        }

        /** Removes the container. Its processes were killed; a process that was never watched is reaped here. */
        @Override
        public void remove() {
            if (!removed && !watched) {
                process.close();
                process.process().kill();
                process.process().await(Limits.EXIT_AFTER_KILL);
                output.close();
            }
            removed = true;
        }

        private Watched startInside(Assignment assignment, Optional<Descriptor> input, Listener listener) {
            try (FunctionMounts.Mounts all = mounts.of(assignment.files())) {
                OciConfig.Program program = program(assignment);
                List<String> targets = targets(all);
                List<Descriptor> descriptors = descriptors(all);
                input.ifPresent(descriptors::add);
                ProcessSteps assigned = assignment.files() instanceof ImageRoot
                        ? steps.assignImage(targets, program)
                        : steps.assign(targets, input.isPresent(), program);
                Optional<Integer> error = process.assign(assigned, descriptors, Limits.STEPS);
                if (error.isPresent()) {
                    throw Programs.notStarted(assignment, error);
                }
            }
            allocation.started();
            Watched program =
                    machine.events().watch(process.process(), output, new ProgramEnd(listener, () -> told(process)));
            watched = true;
            return program;
        }

        private List<Descriptor> descriptors(FunctionMounts.Mounts mounts) {
            List<Descriptor> descriptors = new ArrayList<>(mounts.descriptors());
            descriptors.add(allocation.scratch().descriptor());
            return descriptors;
        }

        private Group startGroupInside(Assignment assignment, GroupListener listener) {
            List<Companion> companions = assignment.companions().programs();
            Descriptor.Pipe others = Descriptor.Pipe.open();
            ProgramGroup programs;
            try (FunctionMounts.Mounts all = mounts.of(assignment.files());
                    Descriptor othersEnd = others.writing()) {
                othersEnd.own(allocation.functionUser(), allocation.functionUser());
                List<Descriptor> descriptors = descriptors(all);
                descriptors.add(othersEnd);
                programs = process.assignAll(
                        groupSteps(assignment, targets(all)), descriptors, companions.size(), Limits.STEPS);
            } catch (RuntimeException e) {
                others.reading().close();
                throw e;
            }
            allocation.started();
            GroupEnd end = new GroupEnd(
                    listener, programs, companions, assignment.command().getFirst());
            EventLoop.Others heard = new EventLoop.Others(others.reading(), programs.readable());
            Watched watch = machine.events().watch(process.process(), output, Optional.of(heard), end);
            watched = true;
            return new Group(watch, programs);
        }
    }

    private ProcessSteps groupSteps(Assignment assignment, List<String> targets) {
        ContainerSteps.Beside beside = ContainerSteps.Beside.of(assignment.companions());
        return assignment.files() instanceof ImageRoot
                ? steps.assignImage(targets, program(assignment), beside)
                : steps.assign(targets, program(assignment), beside);
    }

    private static OciConfig.Program program(Assignment assignment) {
        return new OciConfig.Program(
                Programs.command(assignment), Programs.environment(assignment), assignment.workingFolder());
    }

    private static List<String> targets(FunctionMounts.Mounts mounts) {
        List<String> targets = new ArrayList<>(mounts.targets());
        targets.add(ContainerLayout.SCRATCH);
        return targets;
    }

    private static Optional<Integer> told(PreparedProcess process) {
        Optional<Integer> status = process.status();
        process.close();
        return status;
    }
}
