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
 * What the control plane checks configurations against: what this machine can run.
 *
 * @param runsImages whether its sandboxes can have container images as their roots
 * @param allowEnded whether runtimes that the service has ended are taken as long as this machine can run them
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
