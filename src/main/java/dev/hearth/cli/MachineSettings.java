package dev.hearth.cli;

import dev.hearth.base.image.RegistrySettings;
import dev.hearth.cli.Configuration.SandboxKind;
import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of a machine that runs functions. */
public interface MachineSettings {
    /** Where Hearth is installed. */
    Path home();

    /** The folder that holds all state of the process. */
    Path data();

    /** Empty: the driver with the best isolation that this machine supports. */
    Optional<SandboxKind> sandbox();

    /** The OCI runtime that makes container sandboxes, instead of the built-in launcher. */
    Optional<String> ociRuntime();

    /** Ports of this machine that functions reach as {@code host.hearth.internal}. */
    Set<Integer> openHostPorts();

    /** Private networks that functions may reach besides the public internet, as {@code a.b.c.d/n}. */
    List<String> openNetworks();

    /** What sandboxes get of the machine's memory. */
    MemorySettings memory();

    /** How many interpreters may wait for functions at once; empty: some, by the memory. */
    Optional<Integer> stemCells();

    /** The AWS SDKs that functions find. */
    SdkSettings sdk();

    /** Where container images come from. */
    RegistrySettings registries();
}
