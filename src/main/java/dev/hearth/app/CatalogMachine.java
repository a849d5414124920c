package dev.hearth.app;

import dev.hearth.controlplane.functions.Machine;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.RuntimeNames;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.time.Time;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * The capabilities of this machine, against which the control plane checks configurations.
 *
 * @param runsImages whether sandboxes can use container images as their roots
 * @param allowEnded whether a runtime that Lambda has ended is accepted if this machine can run it
 */
record CatalogMachine(RuntimeCatalog catalog, boolean runsImages, boolean allowEnded, Time time) implements Machine {
    @Override
    public List<String> runtimes() {
        return allowEnded ? RuntimeNames.all() : RuntimeNames.told(today());
    }

    @Override
    public boolean knows(RuntimeIdentifier runtime) {
        return RuntimeNames.isKnown(runtime);
    }

    @Override
    public boolean isCreationOver(RuntimeIdentifier runtime) {
        return !allowEnded && RuntimeNames.isCreationOver(runtime, today());
    }

    @Override
    public boolean isUpdateOver(RuntimeIdentifier runtime) {
        return !allowEnded && RuntimeNames.isUpdateOver(runtime, today());
    }

    @Override
    public boolean canRun(RuntimeIdentifier runtime) {
        return catalog.find(runtime).isPresent();
    }

    @Override
    public List<String> architectures() {
        return List.of(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64");
    }

    @Override
    public Set<String> reservedVariables() {
        return FunctionEnvironment.RESERVED;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
    }
}
