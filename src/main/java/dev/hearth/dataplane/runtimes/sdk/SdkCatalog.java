package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.sandbox.Image;
import java.util.Optional;

/** The SDKs that functions find. */
@FunctionalInterface
public interface SdkCatalog {
    /** Functions find none. */
    SdkCatalog NONE = runtime -> Optional.empty();

    /**
     * The SDK for functions of a runtime. If it is not there it is made in the background, and sandboxes that start
     * until then have none. Returns at once.
     */
    Optional<Image> find(RuntimeInstallation runtime);
}
