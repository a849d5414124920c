package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.ChildProcess;
import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.EventLoop;
import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.Orphans;
import dev.hearth.base.linux.Spawn;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.ImageRoot;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxFiles;
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
 * Starts containers and removes what is left of them.
 *
 * <p>The OCI runtime makes the container and ends; no helper stays. The container's first process then is this
 * program's child, whose output and end the {@link EventLoop} hears of.
 */
final class Launcher {
    /** The runtime's own environment; functions get theirs through the first process. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    private static final int NO_SUCH_FILE = 2;
    private static final int NO_PROGRAM = 8;
    private static final int NOT_PERMITTED = 13;
    private static final int SIGNAL_BITS = 0x7f;

    private final Stage stage;
    private final MountNamespace mounts;
    private final OciRuntime runtime;
    private final OciConfig config;
    private final ImageMounts images;
    private final Spawn spawn;
    private final EventLoop events;
    private final Orphans orphans = new Orphans(RootFolder.INIT.substring(1));

    /** What the OCI runtime made of the list of system calls, for the next time. */
    private volatile Optional<String> filter = Optional.empty();

    Launcher(Stage stage, MountNamespace mounts, OciRuntime runtime, Spawn spawn, EventLoop events) {
        this.stage = stage;
        this.mounts = mounts;
        this.runtime = runtime;
        this.config = new OciConfig(stage.devices());
        this.images = new ImageMounts(stage.images());
        this.spawn = spawn;
        this.events = events;
    }

    /** Hears of a container; must not block. */
    interface Listener {
        void output(byte[] bytes);

        void exited(Exit exit);
    }

    /**
     * Starts the program.
     *
     * @throws LinuxException if the container can't be made
     * @throws SandboxException if the program can't be started in it
     * @throws NoProgramException if that is so and the program is an image's own
     */
    Watched start(SandboxId id, ContainerSandbox.Parts parts, Assignment assignment, Listener listener) {
        return mounts.inside(() -> startInside(id, parts, assignment, listener));
    }

    /** Removes what is its own on the machine; its processes have ended. */
    void remove(SandboxId id, ContainerSandbox.Parts parts) {
        mounts.inside(() -> {
            parts.scratch().detach();
            if (runtime.kind() == OciRuntime.Kind.RUNC && Files.exists(stage.notes(id))) {
                Command.run(runtime.delete(stage.state(), id.value()), "", Limits.RUNTIME_DELETE);
            }
            stage.remove(id);
            return true;
        });
    }

    private Watched startInside(SandboxId id, ContainerSandbox.Parts parts, Assignment assignment, Listener listener)
            throws IOException {
        List<ImageMounts.Lease> leases = new ArrayList<>();
        Descriptor.Pipe output = Descriptor.Pipe.open();
        Descriptor.Pipe status = Descriptor.Pipe.openWaiting();
        boolean started = false;
        try {
            Path bundle = stage.bundle(id);
            Files.createDirectory(bundle);
            Tree tree = tree(assignment.files(), leases);
            List<OciConfig.Bind> binds = new ArrayList<>(tree.binds());
            binds.add(new OciConfig.Bind(parts.scratch().point(), ContainerLayout.SCRATCH));
            OciConfig.Sandbox settings = new OciConfig.Sandbox(
                    tree.root(),
                    arguments(assignment),
                    environment(assignment),
                    assignment.workingFolder(),
                    parts.user(),
                    parts.network().path(),
                    parts.cgroup().path(),
                    binds);
            Files.writeString(bundle.resolve("config.json"), config.text(settings, filter));
            ChildProcess init = makeContainer(id, parts, output, status);
            requireStarted(parts, assignment, status, init);
            started = true;
            rememberFilter(id);
            parts.scratch().detach();
            return events.watch(init, output.reading(), new EndListener(listener, status.reading()));
        } finally {
            leases.forEach(ImageMounts.Lease::close);
            if (!started) {
                output.reading().close();
                status.reading().close();
            }
        }
    }

    /** Keeps the filter of the first container: making it takes crun longer than half of all else. */
    private void rememberFilter(SandboxId id) throws IOException {
        Path file = stage.notes(id).resolve("seccomp.bpf");
        if (filter.isEmpty() && Files.exists(file)) {
            filter = Optional.of(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        }
    }

    /** Has the OCI runtime make the container; its first process. */
    private ChildProcess makeContainer(
            SandboxId id, ContainerSandbox.Parts parts, Descriptor.Pipe output, Descriptor.Pipe status)
            throws IOException {
        Path processFile = stage.bundle(id).resolve("pid");
        try (Descriptor outputEnd = output.writing();
                Descriptor statusEnd = status.writing()) {
            // else it could not open its /dev/stdout
            outputEnd.own(parts.user() + 1L, parts.user() + 1L);
            ChildProcess tool = spawn.start(
                    runtime.start(parts.cgroup(), stage.state(), stage.bundle(id), processFile, id.value()),
                    ENVIRONMENT,
                    outputEnd,
                    List.of(statusEnd));
            ChildProcess.End end = tool.await();
            orphans.started();
            if (end.signalled() || end.number() != 0) {
                throw new LinuxException(runtime.path().getFileName() + " failed: " + complaint(output));
            }
            return new ChildProcess(
                    Integer.parseInt(Files.readString(processFile).strip()));
        }
    }

    /** Learns from the first process whether it could start the program. */
    private static void requireStarted(
            ContainerSandbox.Parts parts, Assignment assignment, Descriptor.Pipe status, ChildProcess init) {
        byte[] told = status.reading().read(Integer.BYTES);
        if (told.length == Integer.BYTES && number(told) == 0) {
            return;
        }
        parts.cgroup().kill();
        init.await();
        String program = assignment.command().getFirst();
        boolean itsOwn = assignment.files() instanceof ImageRoot;
        if (itsOwn && told.length == Integer.BYTES) {
            throw new NoProgramException("fork/exec " + program + ": " + error(number(told)));
        }
        String reason = told.length == Integer.BYTES ? error(number(told)) : "killed";
        throw new SandboxException(program + " can't be started in a sandbox: " + reason);
    }

    /** In the words that Lambda uses. */
    private static String error(int number) {
        return switch (number) {
            case NO_SUCH_FILE -> "no such file or directory";
            case NO_PROGRAM -> "exec format error";
            case NOT_PERMITTED -> "permission denied";
            default -> "error " + number;
        };
    }

    private static String complaint(Descriptor.Pipe output) {
        return new String(output.reading().read(Limits.COMPLAINT_BYTES), StandardCharsets.UTF_8).strip();
    }

    /** A sandbox's tree of files, and what is mounted in it. */
    private record Tree(Path root, List<OciConfig.Bind> binds) {}

    private Tree tree(SandboxFiles files, List<ImageMounts.Lease> leases) {
        return switch (files) {
            case Contents contents -> new Tree(stage.root(), binds(contents, leases));
            case ImageRoot(Image image) -> {
                ImageMounts.Lease lease = images.mount(image);
                leases.add(lease);
                List<OciConfig.Bind> binds = new ArrayList<>();
                binds.add(new OciConfig.Bind(stage.rapid(), ContainerLayout.RAPID));
                ImageRoot.MOUNT_FILES.forEach(
                        file -> binds.add(new OciConfig.Bind(stage.root().resolve(file.substring(1)), file)));
                yield new Tree(lease.point(), binds);
            }
        };
    }

    private List<OciConfig.Bind> binds(Contents contents, List<ImageMounts.Lease> leases) {
        List<OciConfig.Bind> binds = new ArrayList<>();
        binds.add(bind(images.mount(contents.code()), ContainerLayout.TASK, leases));
        binds.add(bind(images.mount(contents.runtime()), ContainerLayout.RUNTIME, leases));
        contents.interpreter()
                .ifPresent(image -> binds.add(bind(images.mount(image), ContainerLayout.INTERPRETER, leases)));
        if (!contents.layers().isEmpty()) {
            binds.add(bind(images.merge(contents.layers()), ContainerLayout.LAYERS, leases));
        }
        return binds;
    }

    private static OciConfig.Bind bind(ImageMounts.Lease lease, String target, List<ImageMounts.Lease> leases) {
        leases.add(lease);
        return new OciConfig.Bind(lease.point(), target);
    }

    /** The first process and what it is to start. */
    private static List<String> arguments(Assignment assignment) {
        boolean image = assignment.files() instanceof ImageRoot;
        List<String> arguments =
                new ArrayList<>(List.of(image ? ContainerLayout.RAPID + RootFolder.INIT : RootFolder.INIT));
        if (!image && !assignment.command().getFirst().contains("/")) {
            arguments.add("/usr/bin/env");
        }
        arguments.addAll(assignment.command());
        return arguments;
    }

    private static List<String> environment(Assignment assignment) {
        List<String> environment = new ArrayList<>();
        environment.add(InitProgram.unused(assignment.environment().keySet()));
        assignment.environment().forEach((name, value) -> environment.add(name + "=" + value));
        return environment;
    }

    private static int number(byte[] told) {
        return ByteBuffer.wrap(told).order(ByteOrder.nativeOrder()).getInt();
    }

    /** Finds out how the program ended: the first process told it before it ended too, unless it was killed. */
    private record EndListener(Listener listener, Descriptor status) implements EventLoop.Listener {
        @Override
        public void output(byte[] bytes) {
            listener.output(bytes);
        }

        @Override
        public void ended(ChildProcess.End end) {
            byte[] told = status.read(Integer.BYTES);
            status.close();
            listener.exited(told.length == Integer.BYTES ? exit(number(told)) : exit(end));
        }

        private static Exit exit(int waitStatus) {
            int signal = waitStatus & SIGNAL_BITS;
            return signal == 0 ? new Exit.Status(waitStatus >> Byte.SIZE & 0xff) : new Exit.Signal(signal);
        }

        private static Exit exit(ChildProcess.End end) {
            return end.signalled() ? new Exit.Signal(end.number()) : new Exit.Status(end.number());
        }
    }
}
