package dev.hearth.dataplane.worker;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.artifact.Unpacker;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.image.RegistrySettings;
import dev.hearth.dataplane.runtimeapi.RuntimeError;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.runtimes.sdk.SdkCatalog;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.simulated.SimulatedDriver;
import dev.hearth.dataplane.sandbox.simulated.SimulatedMachine;
import dev.hearth.dataplane.sandbox.simulated.SimulatedProcess;
import dev.hearth.dataplane.sandbox.simulated.SimulatedProgram;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.SandboxId;
import dev.hearth.model.TestingModel;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * A worker over simulated sandboxes, whose runtimes do what the test says. The real parts: the worker, and
 * the code cache over a real folder.
 */
final class WorkerFixture implements AutoCloseable {
    /** What every function's environment has. */
    volatile Map<String, String> variables = Map.of();

    /** The end of the credentials that processes get from now on; none if it is over. */
    volatile Instant credentialsEnd = Instant.MAX;

    private final AwsAccess surroundings = new AwsAccess() {
        @Override
        public FunctionEnvironment.Credentials credentials(FunctionVersion function) {
            if (credentialsEnd.isBefore(Instant.now())) {
                throw new ServiceException(ErrorCode.ACCESS_DENIED, "no credentials");
            }
            return new FunctionEnvironment.Credentials("AKID", "secret", "token", credentialsEnd);
        }

        @Override
        public Optional<URI> endpoint() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> variables() {
            return variables;
        }
    };

    /** The program in each sandbox, by the function's handler. */
    interface Bootstrap {
        Exit run(SimulatedProcess process, InMemoryRuntimeApi.Session api) throws InterruptedException, IOException;
    }

    final Map<String, Bootstrap> handlers = new ConcurrentHashMap<>();
    final InMemoryRuntimeApi runtimeApi = new InMemoryRuntimeApi();
    final MemoryLogs logs = new MemoryLogs();
    final Artifacts artifacts = new Artifacts();
    final LocalWorker worker;

    /** The same as those see it who call it; it may be in another process for them. */
    Worker reached;

    static final long EPOCH = 1;

    private final Ids ids = Ids.secure();
    private final AtomicLong grants = new AtomicLong();

    /** How many programs were started that wait for their function, and how many have one. */
    final AtomicInteger early = new AtomicInteger();

    final AtomicInteger given = new AtomicInteger();

    final SimulatedMachine machine = new SimulatedMachine();

    final WatchedDriver driver =
            new WatchedDriver(new SimulatedDriver(machine, this::program, SimulatedDriver.EVERYTHING));

    private Optional<SimulatedProgram> program(Assignment assignment) {
        if (assignment.environment().containsKey("_HEARTH_STEM")) {
            early.incrementAndGet();
            return Optional.of(this::waits);
        }
        return handler(assignment).map(program -> process -> run(program, process));
    }

    WorkerFixture(Path folder, Duration freezeGrace) {
        this(folder, freezeGrace, 0);
    }

    /** @param stemCells how many programs may wait for functions */
    WorkerFixture(Path folder, Duration freezeGrace, int stemCells) {
        this(folder, freezeGrace, stemCells, SdkCatalog.NONE, Time.SYSTEM);
    }

    WorkerFixture(Path folder, Duration freezeGrace, int stemCells, SdkCatalog sdks, Time time) {
        WorkerConfiguration configuration = new WorkerConfiguration(
                new WorkerId("w"),
                "zone",
                DataSize.ofMebibytes(64 * 128),
                1,
                folder.resolve("code"),
                DataSize.ofMebibytes(1),
                freezeGrace,
                stemCells);
        worker = new LocalWorker(
                configuration,
                new SandboxParts(driver, runtimeApi, new Catalog(folder), sdks, surroundings),
                new CodeSources(artifacts, noImages(folder)),
                logs,
                time,
                ids);
        reached = worker;
    }

    private Optional<Bootstrap> handler(Assignment assignment) {
        return Optional.ofNullable(handlers.get(assignment.environment().get("_HANDLER")));
    }

    private Exit run(Bootstrap program, SimulatedProcess process) throws InterruptedException, IOException {
        return program.run(process, runtimeApi.connect(endpoint(process)));
    }

    private Exit waits(SimulatedProcess process) throws InterruptedException, IOException {
        process.awaitFunction();
        given.incrementAndGet();
        return run(handler(process.assignment()).orElseThrow(), process);
    }

    private static ImageLibrary noImages(Path folder) {
        try {
            return new ImageLibrary(
                    folder.resolve("images"), RegistrySettings.DEFAULT, List.of(), List.of(), Time.SYSTEM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String endpoint(SimulatedProcess process) {
        return Objects.requireNonNull(process.assignment().environment().get("AWS_LAMBDA_RUNTIME_API"));
    }

    static FunctionArn arn(String name) {
        return new FunctionArn("us-east-1", new AccountId("000000000000"), name, Optional.empty());
    }

    FunctionVersion function(String name, String revision, Duration timeout) {
        return TestingModel.latest(
                arn(name),
                revision,
                TestingModel.configuration(
                        name,
                        TestingModel.program("provided.al2023", name, artifacts.add("#!/bin/sh\n" + revision)),
                        Map.of(),
                        128,
                        timeout));
    }

    FunctionVersion function(String name) {
        return function(name, "r1", Duration.ofSeconds(5));
    }

    static Invocation invocation(FunctionVersion function, String requestId) {
        return new Invocation(
                requestId,
                "{}".getBytes(StandardCharsets.UTF_8),
                function.arn(),
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A runtime that answers every invocation with the same text. */
    static Bootstrap echo(String answer) {
        return (process, api) -> {
            while (true) {
                Invocation invocation = api.next();
                process.print("handling " + invocation.requestId() + "\n");
                api.respond(answer);
            }
        };
    }

    static RuntimeError error(String type, String message) {
        String body = "{\"errorType\":\"" + type + "\",\"errorMessage\":\"" + message + "\"}";
        return new RuntimeError(type, body.getBytes(StandardCharsets.UTF_8));
    }

    /** How an invocation ended whose caller waits for all of its answer. */
    record Ran(InvocationResult result, boolean reusable) {}

    /** Starts a sandbox of a function. */
    SandboxId start(FunctionVersion function) {
        return start(function, InitializationType.ON_DEMAND);
    }

    SandboxId start(FunctionVersion function, InitializationType type) {
        SandboxId id = new SandboxId(ids.hex(32));
        reached.start(new StartOrder(id, function, Optional.empty(), type, EPOCH, StartOrder.Waits.NONE));
        return id;
    }

    Worker.Completion invoke(SandboxId sandbox, Invocation invocation, ResponseSink sink) throws SandboxGoneException {
        Grant grant = new Grant(grants.incrementAndGet(), worker.view().id(), sandbox, EPOCH, Long.MAX_VALUE);
        return reached.invoke(grant, invocation, sink);
    }

    Ran invoke(SandboxId sandbox, Invocation invocation) throws SandboxGoneException {
        GatheringSink sink = new GatheringSink();
        Worker.Completion end = invoke(sandbox, invocation, sink);
        return new Ran(new InvocationResult(sink.payload(), end.functionError(), end.logTail()), end.reusable());
    }

    int driverSandboxes() {
        return driver.recover();
    }

    @Override
    public void close() {
        worker.close();
        driver.close();
    }

    /** Packages in memory, which counts how often each is opened. */
    static final class Artifacts implements ArtifactStore {
        final AtomicInteger opened = new AtomicInteger();
        private final Map<String, byte[]> packages = new ConcurrentHashMap<>();

        CodePackage add(String text) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
                ZipArchiveEntry entry = new ZipArchiveEntry("bootstrap");
                entry.setTime(0);
                entry.setUnixMode(0100755);
                zip.putArchiveEntry(entry);
                zip.write(text.getBytes(StandardCharsets.UTF_8));
                zip.closeArchiveEntry();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return put(new ByteArrayInputStream(bytes.toByteArray()));
        }

        void damage(String sha256) {
            packages.put(sha256, new byte[] {1, 2, 3});
        }

        @Override
        public DataSize check(String sha256) throws IOException {
            return Unpacker.check(open(sha256).readAllBytes());
        }

        @Override
        public CodePackage put(InputStream content) {
            try {
                byte[] bytes = content.readAllBytes();
                String sha256 = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
                packages.put(sha256, bytes);
                return new CodePackage(sha256, new DataSize(bytes.length));
            } catch (IOException | NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean contains(String sha256) {
            return packages.containsKey(sha256);
        }

        @Override
        public InputStream open(String sha256) throws IOException {
            byte[] bytes = packages.get(sha256);
            if (bytes == null) {
                throw new FileNotFoundException(sha256);
            }
            opened.incrementAndGet();
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public int sweep(Set<String> used) {
            throw new UnsupportedOperationException();
        }
    }

    private record Catalog(Path folder) implements RuntimeCatalog {
        @Override
        public Optional<RuntimeInstallation> find(RuntimeIdentifier identifier) {
            if (identifier.value().startsWith("python")) {
                return Optional.of(installation(identifier, Language.PYTHON, "3.13.0"));
            }
            return identifier.value().startsWith("provided")
                    ? Optional.of(installation(identifier, Language.PROVIDED, ""))
                    : Optional.empty();
        }

        private RuntimeInstallation installation(RuntimeIdentifier identifier, Language language, String version) {
            return new RuntimeInstallation(
                    identifier,
                    language,
                    version,
                    folder.resolve("bootstrap"),
                    true,
                    new Image("d".repeat(64), folder),
                    Optional.empty());
        }

        @Override
        public List<RuntimeInstallation> all() {
            return List.of();
        }
    }
}
