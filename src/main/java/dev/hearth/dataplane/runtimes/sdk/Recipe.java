package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import java.io.IOException;
import java.nio.file.Path;

/** Makes an SDK with the package manager of its language. */
interface Recipe {
    /**
     * Installs the SDK into the workplace's tree.
     *
     * @return the version, as {@code boto3 1.40.61}
     * @throws SdkException if there is no package manager, or it fails
     */
    String install(Workplace place) throws IOException, SdkException, InterruptedException;

    /** Whether sandboxes don't need a file or folder of the tree. */
    boolean isUnneeded(Path path);

    /**
     * The folders for making an SDK.
     *
     * @param folder for temporary files; it is removed afterwards
     * @param tree an empty folder in it, for the SDK
     */
    record Workplace(Path folder, Path tree, ToolRun tools) {}

    /** Finds the recipe for a runtime. */
    interface Book {
        Recipe of(RuntimeInstallation runtime, NodejsClients clients);
    }
}
