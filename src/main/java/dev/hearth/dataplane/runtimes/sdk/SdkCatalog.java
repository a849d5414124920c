package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.sandbox.Image;
import java.time.Duration;
import java.util.Optional;

/** The SDKs that functions find. */
public interface SdkCatalog {
    /** No SDKs. */
    SdkCatalog NONE = new SdkCatalog() {
        @Override
        public Optional<Image> find(RuntimeInstallation runtime) {
            return Optional.empty();
        }

        @Override
        public boolean await(RuntimeInstallation runtime, Duration limit) {
            return false;
        }
    };

    /**
     * The SDK for functions of a runtime. A missing one is made in the background; sandboxes that start before have
     * none. Returns at once.
     */
    Optional<Image> find(RuntimeInstallation runtime);

    /**
     * Waits for the SDK if this process is making it.
     *
     * @param limit how long to wait
     * @return whether it is there
     */
    boolean await(RuntimeInstallation runtime, Duration limit) throws InterruptedException;
}
