package dev.hearth.cli;

import dev.hearth.base.image.RegistrySettings;
import dev.hearth.cli.Configuration.SandboxKind;
import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a Worker that is a process of its own.
 *
 * @param invitation its name, and what it proves it with
 * @param manager the server that it joins
 * @param zone the part of the fleet that fails together
 * @param address where it listens; empty: the address by which it reaches the server
 * @param port 0: any free one
 */
public record WorkerSettings(
        Invitation invitation,
        InetSocketAddress manager,
        String zone,
        Optional<InetAddress> address,
        int port,
        Path home,
        Path data,
        Optional<SandboxKind> sandbox,
        Optional<String> ociRuntime,
        Set<Integer> openHostPorts,
        List<String> openNetworks,
        MemorySettings memory,
        Optional<Integer> stemCells,
        SdkSettings sdk,
        RegistrySettings registries)
        implements MachineSettings {
    public WorkerSettings {
        openHostPorts = Set.copyOf(openHostPorts);
        openNetworks = List.copyOf(openNetworks);
    }
}
