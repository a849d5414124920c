package dev.hearth.dataplane.runtimes;

import dev.hearth.model.RuntimeIdentifier;
import java.util.List;
import java.util.Optional;

/** The runtimes of Lambda that this machine can run. */
public interface RuntimeCatalog {
    /**
     * The installation for a runtime's name: the exact interpreter if it is here, else the closest of the same
     * language.
     */
    Optional<RuntimeInstallation> find(RuntimeIdentifier identifier);

    /** The installations for all names that have one, in the order of {@link RuntimeNames#all}. */
    List<RuntimeInstallation> all();
}
