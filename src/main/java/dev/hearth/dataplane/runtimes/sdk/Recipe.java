package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import java.io.IOException;
import java.nio.file.Path;

/** How an SDK is made with the package manager of its language. */
interface Recipe {
    /**
     * Fills the workplace's tree.
     *
     * @return the version, as {@code boto3 1.40.61}
     * @throws SdkException if the package manager is not there, or fails
     */
    String install(Workplace place) throws IOException, SdkException, InterruptedException;

    /** Whether a file or folder of the tree is of no use in a sandbox. */
    boolean isUnneeded(Path path);

    /**
     * Where an SDK is made.
     *
     * @param folder for whatever the making needs; it is removed afterwards
     * @param tree an empty folder in it
     */
    record Workplace(Path folder, Path tree, ToolRun tools) {}

    /** Finds the recipe for a runtime. */
    interface Book {
        Recipe of(RuntimeInstallation runtime, NodejsClients clients);
    }
}
