package dev.hearth.controlplane;

import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.runtimes.FunctionEnvironment;
import dev.hearth.runtimes.RuntimeCatalog;
import dev.hearth.runtimes.RuntimeNames;
import java.util.List;
import java.util.Set;

/** The one machine of a platform in one process: it runs what its catalogue of runtimes finds on it. */
public final class CatalogMachine implements Machine {
    private final RuntimeCatalog catalog;
    private final String architecture;

    /** Takes the architecture as Java names it, {@code amd64} or {@code aarch64}. */
    public CatalogMachine(RuntimeCatalog catalog, String javaArchitecture) {
        this.catalog = catalog;
        this.architecture = javaArchitecture.equals("aarch64") ? "arm64" : "x86_64";
    }

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
        return List.of(architecture);
    }

    @Override
    public Set<String> reservedVariables() {
        return FunctionEnvironment.RESERVED;
    }
}
