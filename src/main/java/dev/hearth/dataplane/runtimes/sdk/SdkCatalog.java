package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.sandbox.Image;
import java.util.Optional;

/** The SDKs that functions find. */
@FunctionalInterface
public interface SdkCatalog {
    /** No SDKs. */
    SdkCatalog NONE = runtime -> Optional.empty();

    /**
     * The SDK for functions of a runtime. A missing one is made in the background; sandboxes that start before have
     * none. Returns at once.
     */
    Optional<Image> find(RuntimeInstallation runtime);
}
