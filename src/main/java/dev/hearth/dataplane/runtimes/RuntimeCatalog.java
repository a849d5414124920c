package dev.hearth.dataplane.runtimes;

import dev.hearth.model.RuntimeIdentifier;
import java.util.List;
import java.util.Optional;

/** Which of Lambda's runtimes this machine can run, and with what. */
public interface RuntimeCatalog {
    /** The answer to one name: the exact interpreter if it is here, else the closest of the same language. */
    Optional<RuntimeInstallation> find(RuntimeIdentifier identifier);

    /** The answers to all names that have one, in the order of {@link RuntimeNames#all}. */
    List<RuntimeInstallation> all();
}
