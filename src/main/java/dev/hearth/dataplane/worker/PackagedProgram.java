package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimes.EarlyStart;
import dev.hearth.dataplane.runtimes.Entrypoint;
import dev.hearth.dataplane.runtimes.ExtensionPrograms;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.model.FunctionVersion;
import java.util.Map;
import java.util.Optional;

/** The program of a function whose code is a package: its runtime, started with the package and its layers. */
record PackagedProgram(RuntimeInstallation runtime, Contents contents, Layout layout) implements PlannedProgram {
    @Override
    public Start start(FunctionVersion function, FunctionEnvironment.Platform platform) {
        Map<String, String> environment = FunctionEnvironment.of(function, runtime, layout, platform);
        Assignment assignment = new Assignment(
                contents,
                runtime.launch(layout, function).command(),
                environment,
                layout.task(),
                ExtensionPrograms.companions(
                        ExtensionPrograms.ofLayers(contents), layout.layers().resolve("extensions"), environment));
        return new Start(assignment, Entrypoint.problem(runtime, contents).map(Exit.NotStarted::new));
    }

    /** The kind of stem cell that the function can be given to; empty if it needs a process started for it. */
    Optional<StemCells.Kind> stemCell(FunctionVersion function, int logDescriptor) {
        if (!function.ephemeralStorage().equals(Limits.STEM_SCRATCH)) {
            return Optional.empty();
        }
        return EarlyStart.of(function, runtime, contents, layout, logDescriptor)
                .map(stem -> new StemCells.Kind(stem, runtime.interpreter()));
    }
}
