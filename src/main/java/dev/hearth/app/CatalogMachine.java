package dev.hearth.app;

import dev.hearth.controlplane.functions.Machine;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.runtimes.FunctionEnvironment;
import dev.hearth.runtimes.RuntimeCatalog;
import dev.hearth.runtimes.RuntimeNames;
import java.util.List;
import java.util.Set;

/** What the control plane checks configurations against: the runtimes of this machine. */
record CatalogMachine(RuntimeCatalog catalog) implements Machine {
    @Override
    public List<String> runtimes() {
        return RuntimeNames.current();
    }

    @Override
    public boolean isEnded(RuntimeIdentifier runtime) {
        return RuntimeNames.isEnded(runtime);
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
}
