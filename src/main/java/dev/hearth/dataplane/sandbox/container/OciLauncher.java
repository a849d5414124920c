package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.ChildProcess;
import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.EventLoop;
import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.MountNamespace;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts containers with an OCI runtime.
 *
 * <p>Nothing is prepared: the runtime makes a container with its program, and ends then; no helper stays. The
 * container's first process is a child of this program, and the {@link EventLoop} watches its output and end.
 */
final class OciLauncher implements Launcher {
    /** The runtime's own environment. The function's goes through the first process. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    private final Machine machine;
    private final Stage stage;
    private final OciRuntime runtime;
    private final OciConfig config;
    private final SandboxTrees trees;
    private final FunctionMounts mounts;

    /** The seccomp filter that the OCI runtime compiled, for later containers. */
    private volatile Optional<String> filter = Optional.empty();

    OciLauncher(Machine machine, Stage stage, OciRuntime runtime) {
        this.machine = machine;
        this.stage = stage;
        this.runtime = runtime;
        this.config = new OciConfig(stage.devices());
        ImageMounts images = new ImageMounts(stage.images(), stage.empty());
        this.trees = new SandboxTrees(stage, images);
        this.mounts = new FunctionMounts(stage, images, false);
    }

    @Override
    public Container prepare(SandboxId id, Allocation allocation) {
        return new OciContainer(id, allocation);
    }

    @Override
    public boolean preparesMuch() {
        return false;
    }

    @Override
    public void close() {
        // no part of the runtime stays
    }

    /** A container that the runtime makes when its program is known. */
    private final class OciContainer implements Container {
        private final SandboxId id;
        private final Allocation allocation;

        OciContainer(SandboxId id, Allocation allocation) {
            this.id = id;
            this.allocation = allocation;
        }

        @Override
        public Watched start(Assignment assignment, Optional<Descriptor> input, Listener listener) {
            return machine.mounts().inside(() -> startInside(this, assignment, input, listener));
        }

        @Override
        public Group startBeside(Assignment assignment, GroupListener listener) {
            return machine.mounts().inside(() -> startGroupInside(this, assignment, listener));
        }

        @Override
        public void show(Descriptor process, Contents contents) {
            try (FunctionMounts.Mounts added = machine.mounts().inside(() -> mounts.ofFunction(contents))) {
                MountNamespace.show(process, added.shown());
            }
        }

        @Override
        public boolean usable() {
            return true;
        }

        @Override
        public void remove() {
            machine.mounts().inside(() -> {
                if (runtime.kind() == OciRuntime.Kind.RUNC && Files.exists(stage.notes(id))) {
                    Command.run(runtime.delete(stage.state(), id.value()), "", Limits.RUNTIME_DELETE);
                }
                stage.remove(id);
                return true;
            });
        }
    }

    private Watched startInside(
            OciContainer container, Assignment assignment, Optional<Descriptor> input, Listener listener)
            throws IOException {
        SandboxId id = container.id;
        Allocation allocation = container.allocation;
        Descriptor.Pipe output = Descriptor.Pipe.open();
        Descriptor.Pipe status = waiting(output);
        boolean started = false;
        try (SandboxTrees.Tree tree = trees.of(assignment.files())) {
            writeBundle(container, assignment, tree, arguments(assignment), environment(assignment), List.of());
            ChildProcess init = makeContainer(container, input, output, List.of(status.writing()));
            requireStarted(allocation, assignment, status, init);
            started = true;
            rememberFilter(id);
            allocation.started();
            return machine.events()
                    .watch(init, output.reading(), new ProgramEnd(listener, () -> told(status.reading())));
        } finally {
            if (!started) {
                output.reading().close();
                status.reading().close();
                status.writing().close();
            }
        }
    }

    /** Another pipe; without one, the first is of no use. */
    private static Descriptor.Pipe waiting(Descriptor.Pipe first) {
        try {
            return Descriptor.Pipe.openWaiting();
        } catch (LinuxException e) {
            first.reading().close();
            first.writing().close();
            throw e;
        }
    }

    private void writeBundle(
            OciContainer container,
            Assignment assignment,
            SandboxTrees.Tree tree,
            List<String> arguments,
            List<String> environment,
            List<OciConfig.Bind> own)
            throws IOException {
        Allocation allocation = container.allocation;
        Path bundle = stage.bundle(container.id);
        Files.createDirectories(bundle);
        List<OciConfig.Bind> binds = new ArrayList<>(tree.binds());
        binds.add(new OciConfig.Bind(allocation.scratch().point(), ContainerLayout.SCRATCH));
        binds.addAll(own);
        OciConfig.Sandbox settings = new OciConfig.Sandbox(
                tree.root(),
                new OciConfig.Program(arguments, environment, assignment.workingFolder()),
                allocation.rootUser(),
                allocation.functionUser(),
                allocation.network().path(),
                allocation.cgroup().path(),
                binds);
        Files.writeString(bundle.resolve("config.json"), config.text(settings, filter));
    }

    private Group startGroupInside(OciContainer container, Assignment assignment, GroupListener listener)
            throws IOException {
        OciConfig.Program program = new OciConfig.Program(
                Programs.command(assignment), Programs.environment(assignment), assignment.workingFolder());
        ProcessSteps steps = ContainerSteps.alone(program, ContainerSteps.Beside.of(assignment.companions()));
        Descriptor.Pipe output = Descriptor.Pipe.open();
        Descriptor.Pipe others = Descriptor.Pipe.open();
        ProgramGroup.Line line = new ProgramGroup.Line();
        boolean started = false;
        try (SandboxTrees.Tree tree = trees.of(assignment.files())) {
            others.writing().own(container.allocation.functionUser(), container.allocation.functionUser());
            Path first = stage.ownProgram(container.id, ProcessFactory.program(steps));
            String place = initPlace(assignment);
            writeBundle(
                    container, assignment, tree, List.of(place), List.of(), List.of(new OciConfig.Bind(first, place)));
            ChildProcess init =
                    makeContainer(container, Optional.empty(), output, List.of(line.other(), others.writing()));
            List<Companion> companions = assignment.companions().programs();
            ProgramGroup programs = line.started(steps, companions.size(), Limits.RUNTIME_START);
            started = true;
            rememberFilter(container.id);
            container.allocation.started();
            GroupEnd end = new GroupEnd(
                    listener, programs, companions, assignment.command().getFirst());
            EventLoop.Others heard = new EventLoop.Others(others.reading(), programs.readable());
            return new Group(machine.events().watch(init, output.reading(), Optional.of(heard), end), programs);
        } finally {
            if (!started) {
                container.allocation.cgroup().kill();
                output.reading().close();
                others.reading().close();
                others.writing().close();
                line.close();
            }
        }
    }

    /** Where the first process's program is in the sandbox. */
    private static String initPlace(Assignment assignment) {
        return assignment.files() instanceof ImageRoot ? ContainerLayout.RAPID + RootFolder.INIT : RootFolder.INIT;
    }

    /** Keeps the compiled filter of the first container, because compiling it takes crun half of its time. */
    private void rememberFilter(SandboxId id) throws IOException {
        Path file = stage.notes(id).resolve("seccomp.bpf");
        if (filter.isEmpty() && Files.exists(file)) {
            filter = Optional.of(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        }
    }

    /** Runs the OCI runtime to make the container. Returns the container's first process. */
    private ChildProcess makeContainer(
            OciContainer container, Optional<Descriptor> input, Descriptor.Pipe output, List<Descriptor> told)
            throws IOException {
        SandboxId id = container.id;
        Allocation allocation = container.allocation;
        Path processFile = stage.bundle(id).resolve("pid");
        try (Descriptor outputEnd = output.writing()) {
            // else it could not open its /dev/stdout
            outputEnd.own(allocation.functionUser(), allocation.functionUser());
            ChildProcess tool = machine.spawn()
                    .start(
                            runtime.start(
                                    allocation.cgroup(),
                                    stage.state(),
                                    stage.bundle(id),
                                    processFile,
                                    id.value(),
                                    told.size()),
                            ENVIRONMENT,
                            input,
                            outputEnd,
                            told);
            ChildProcess.End end = end(tool, allocation);
            if (end.signalled() || end.number() != 0) {
                throw new LinuxException(runtime.path().getFileName() + " failed: " + complaint(output));
            }
            return new ChildProcess(
                    Integer.parseInt(Files.readString(processFile).strip()));
        } finally {
            told.forEach(Descriptor::close);
        }
    }

    /** The end of the OCI runtime. If it hangs it is killed, and only this sandbox fails. */
    private ChildProcess.End end(ChildProcess tool, Allocation allocation) {
        Optional<ChildProcess.End> end = tool.await(Limits.RUNTIME_START);
        if (end.isEmpty()) {
            tool.killGroup();
            allocation.cgroup().kill();
            tool.await(Limits.EXIT_AFTER_KILL);
            throw new LinuxException(runtime.path().getFileName() + " took longer than " + Limits.RUNTIME_START);
        }
        return end.get();
    }

    /** Waits until the first process reports whether it could start the program. */
    private static void requireStarted(
            Allocation allocation, Assignment assignment, Descriptor.Pipe status, ChildProcess init) {
        byte[] told = status.reading().awaitReadable(Limits.RUNTIME_START)
                ? status.reading().read(Integer.BYTES)
                : new byte[0];
        if (told.length == Integer.BYTES && number(told) == 0) {
            return;
        }
        allocation.cgroup().kill();
        init.await(Limits.EXIT_AFTER_KILL);
        throw Programs.notStarted(
                assignment, told.length == Integer.BYTES ? Optional.of(number(told)) : Optional.empty());
    }

    private static String complaint(Descriptor.Pipe output) {
        return new String(output.reading().read(Limits.COMPLAINT_BYTES), StandardCharsets.UTF_8).strip();
    }

    /** The arguments of the first process: its path and the program to start. */
    private static List<String> arguments(Assignment assignment) {
        List<String> arguments = new ArrayList<>(List.of(initPlace(assignment)));
        arguments.addAll(Programs.command(assignment));
        return arguments;
    }

    private static List<String> environment(Assignment assignment) {
        List<String> environment = new ArrayList<>();
        environment.add(InitProgram.unused(assignment.environment().keySet()));
        environment.addAll(Programs.environment(assignment));
        return environment;
    }

    private static int number(byte[] told) {
        return ByteBuffer.wrap(told).order(ByteOrder.nativeOrder()).getInt();
    }

    /** The program's wait status, which the first process reported before it ended; empty if it was killed. */
    private static Optional<Integer> told(Descriptor status) {
        byte[] told = status.read(Integer.BYTES);
        status.close();
        return told.length == Integer.BYTES ? Optional.of(number(told)) : Optional.empty();
    }
}
