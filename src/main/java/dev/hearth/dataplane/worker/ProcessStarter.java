package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.Extensions;
import dev.hearth.dataplane.runtimeapi.RuntimeApi;
import dev.hearth.dataplane.runtimeapi.RuntimeSession;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.runtimes.sdk.SdkCatalog;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.NoRoomException;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Time;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sandboxes of the driver, and starts functions' runtimes in them. */
final class ProcessStarter {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessStarter.class);

    private final SandboxDriver driver;
    private final RuntimeApi runtimeApi;
    private final RuntimeCatalog runtimes;
    private final SdkCatalog sdks;
    private final AwsAccess awsAccess;
    private final StemCells stemCells;
    private final Time time;

    ProcessStarter(SandboxParts parts, StemCells stemCells, Time time) {
        this.driver = parts.driver();
        this.runtimeApi = parts.runtimeApi();
        this.runtimes = parts.runtimes();
        this.sdks = parts.sdks();
        this.awsAccess = parts.awsAccess();
        this.stemCells = stemCells;
        this.time = time;
    }

    /** The installation for a function's runtime. */
    RuntimeInstallation runtime(FunctionVersion function) {
        RuntimeIdentifier runtime = function.packaged().runtime();
        return runtimes.find(runtime)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.INVALID_RUNTIME, "No runtime for " + runtime + " on this machine."));
    }

    /** Checks that this machine has a function's runtime, and begins to make a missing SDK. */
    void prepare(FunctionVersion function) {
        var _ = sdks.find(runtime(function));
    }

    /** Waits for the SDK of a function's runtime if it is being made; returns whether it is there. */
    boolean awaitSdk(FunctionVersion function) throws InterruptedException {
        return switch (function.program()) {
            case Program.Packaged _ -> sdks.await(runtime(function), Limits.SDK_WAIT);
            case Program.Imaged _ -> true; // images get no SDK
        };
    }

    boolean canFreeze() {
        return driver.capabilities().freeze();
    }

    /** Whether the driver can run container images. */
    boolean runsImages() {
        return driver.capabilities().images();
    }

    /**
     * Plans the start of a function.
     *
     * @throws ServiceException if this machine can't run it
     */
    PlannedProgram plan(Occupant occupant) {
        return switch (occupant.files()) {
            case PackageFiles code -> {
                RuntimeInstallation runtime = runtime(occupant.function());
                Contents contents = code.contents(runtime, sdks.find(runtime));
                yield new PackagedProgram(runtime, contents, driver.layout(contents));
            }
            case ImageFiles image -> new ImagedProgram(image);
        };
    }

    /**
     * Makes an empty sandbox, or takes a stem cell that the function can be given to.
     *
     * @param id of a new sandbox, never used before; a stem cell has an id of its own
     * @throws ServiceException if this machine can't, or has as many sandboxes as it can have
     */
    Sandbox create(SandboxId id, FunctionVersion function, PlannedProgram program) {
        return stemCell(function, program).orElseGet(() -> createEmpty(id, function));
    }

    private Optional<Sandbox> stemCell(FunctionVersion function, PlannedProgram program) {
        return switch (program) {
            case PackagedProgram packaged ->
                packaged.stemCell(
                                function.withDefaults(awsAccess.variables()),
                                driver.capabilities().logDescriptor())
                        .flatMap(kind -> stemCells.take(kind, function.memory()));
            case ImagedProgram _ -> Optional.empty();
        };
    }

    private Sandbox createEmpty(SandboxId id, FunctionVersion function) {
        SandboxSpec spec = new SandboxSpec(id, function.memory(), function.ephemeralStorage());
        try {
            try {
                return driver.create(spec);
            } catch (NoRoomException e) {
                if (!stemCells.giveWay(Limits.STEM_MEMORY)) {
                    throw e;
                }
                return driver.create(spec);
            }
        } catch (NoRoomException e) {
            throw ServiceException.throttled(
                    ThrottleReason.CALLER_RATE,
                    e.getMessage()
                            + ". This is the machine's limit, not the account's: docs/operations.md has how it is"
                            + " raised.");
        } catch (SandboxException e) {
            throw failed(e);
        }
    }

    /**
     * Starts the runtime in a sandbox, or gives the function to its stem cell's program; init begins.
     *
     * @throws ServiceException if this machine can't
     */
    SandboxProcess start(Sandbox sandbox, Occupant occupant, PlannedProgram program, Runnable onExit) {
        try {
            if (sandbox.isWaiting()) {
                try {
                    return assign(sandbox, occupant, program, onExit);
                } catch (SandboxException e) {
                    LOG.warn(
                            "a program that waited can't have function {}",
                            occupant.function().arn(),
                            e);
                    sandbox.reset();
                }
            }
            return assign(sandbox, occupant, program, onExit);
        } catch (SandboxException e) {
            throw failed(e);
        }
    }

    /**
     * Whether a process that is started now gets credentials that expire later.
     *
     * @param end when those of the present process expire
     * @throws ServiceException if there are no new ones and the present ones have expired
     */
    boolean renews(FunctionVersion function, Instant end, Instant now) {
        try {
            return awsAccess.credentials(function).ends().isAfter(end);
        } catch (ServiceException e) {
            if (now.isBefore(end)) {
                return false; // the reason was logged where credentials are made
            }
            throw e;
        }
    }

    /**
     * What all runtime processes of one sandbox have in common.
     *
     * @param files what it runs
     */
    record Occupant(
            FunctionVersion function,
            InitializationType type,
            ProgramFiles files,
            String logStream,
            SandboxLog log,
            PlatformLog platform) {}

    private static ServiceException failed(SandboxException e) {
        return new ServiceException(ErrorCode.SERVICE, "The sandbox could not be started: " + e.getMessage(), e);
    }

    private SandboxProcess assign(Sandbox sandbox, Occupant occupant, PlannedProgram program, Runnable onExit) {
        FunctionVersion function = occupant.function().withDefaults(awsAccess.variables());
        RuntimeSession session = runtimeApi.open(sandbox.id(), sandbox.address());
        try {
            FunctionEnvironment.Credentials credentials = awsAccess.credentials(function);
            FunctionEnvironment.Platform platform = new FunctionEnvironment.Platform(
                    session.endpoint(),
                    occupant.logStream(),
                    occupant.type(),
                    credentials,
                    awsAccess.endpoint().map(URI::toString),
                    driver.capabilities().logDescriptor());
            PlannedProgram.Start start = program.start(function, platform);
            List<Companion> extensions = start.assignment().companions().programs();
            session.extensions()
                    .begin(
                            described(function, start.assignment()),
                            extensions.stream().map(Companion::name).toList());
            SandboxProcess process = new SandboxProcess(
                    sandbox, session, occupant.log(), credentials.ends(), !extensions.isEmpty(), time, onExit);
            session.telemetry().open(sandbox::connect);
            occupant.platform().begin(session.telemetry());
            if (start.problem().isPresent()) {
                process.exited(start.problem().get());
            } else {
                sandbox.assign(start.assignment(), process);
            }
            return process;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Extensions.Function described(FunctionVersion function, Assignment assignment) {
        return new Extensions.Function(
                function.arn().name(),
                function.version(),
                assignment.environment().getOrDefault("_HANDLER", ""),
                function.arn().account().toString());
    }
}
