package dev.hearth.worker;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.SandboxId;
import dev.hearth.runtimeapi.RuntimeApi;
import dev.hearth.runtimeapi.RuntimeSession;
import dev.hearth.runtimes.Entrypoint;
import dev.hearth.runtimes.FunctionEnvironment;
import dev.hearth.runtimes.RuntimeCatalog;
import dev.hearth.runtimes.RuntimeInstallation;
import dev.hearth.sandbox.Assignment;
import dev.hearth.sandbox.Contents;
import dev.hearth.sandbox.Exit;
import dev.hearth.sandbox.Image;
import dev.hearth.sandbox.Layout;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxDriver;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Puts a function's runtime into a new sandbox of the driver. */
final class ProcessStarter {
    private final SandboxDriver driver;
    private final RuntimeApi runtimeApi;
    private final RuntimeCatalog runtimes;
    private final Function<AccountId, FunctionEnvironment.Credentials> credentials;

    ProcessStarter(
            SandboxDriver driver,
            RuntimeApi runtimeApi,
            RuntimeCatalog runtimes,
            Function<AccountId, FunctionEnvironment.Credentials> credentials) {
        this.driver = driver;
        this.runtimeApi = runtimeApi;
        this.runtimes = runtimes;
        this.credentials = credentials;
    }

    /** What runs functions of this runtime here. */
    RuntimeInstallation runtime(FunctionVersion function) {
        RuntimeIdentifier runtime = function.packaged().runtime();
        return runtimes.find(runtime)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.INVALID_RUNTIME, "No runtime for " + runtime + " on this machine."));
    }

    boolean canFreeze() {
        return driver.capabilities().freeze();
    }

    /**
     * Starts it; its init begins.
     *
     * @param id of the driver's sandbox, never used before
     * @throws ServiceException if this machine can't
     */
    SandboxProcess start(
            SandboxId id,
            FunctionVersion function,
            InitializationType type,
            Image code,
            String logStream,
            SandboxLog log,
            Runnable onExit) {
        RuntimeInstallation runtime = runtime(function);
        Contents contents = new Contents(code, runtime.runtime(), runtime.interpreterImage(), List.of());
        try {
            Sandbox sandbox = driver.create(new SandboxSpec(id, function.memory(), function.ephemeralStorage()));
            try {
                return assign(sandbox, function, type, runtime, contents, logStream, log, onExit);
            } catch (RuntimeException e) {
                sandbox.destroy();
                throw e;
            }
        } catch (SandboxException e) {
            throw new ServiceException(ErrorCode.SERVICE, "The sandbox could not be started: " + e.getMessage(), e);
        }
    }

    private SandboxProcess assign(
            Sandbox sandbox,
            FunctionVersion function,
            InitializationType type,
            RuntimeInstallation runtime,
            Contents contents,
            String logStream,
            SandboxLog log,
            Runnable onExit) {
        RuntimeSession session = runtimeApi.open(sandbox.id(), sandbox.address());
        try {
            Layout layout = driver.layout(contents);
            FunctionEnvironment.Platform platform = new FunctionEnvironment.Platform(
                    session.endpoint(),
                    logStream,
                    type,
                    credentials.apply(function.arn().account()));
            SandboxProcess process = new SandboxProcess(sandbox, session, log, onExit);
            Optional<String> problem = Entrypoint.problem(runtime, contents);
            if (problem.isPresent()) {
                process.exited(new Exit.NotStarted(problem.get()));
                return process;
            }
            sandbox.assign(
                    new Assignment(
                            contents,
                            runtime.launch(layout, function).command(),
                            FunctionEnvironment.of(function, runtime, layout, platform),
                            layout.task()),
                    process);
            return process;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }
}
