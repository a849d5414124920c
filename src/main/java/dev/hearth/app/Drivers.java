package dev.hearth.app;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.base.linux.Slot;
import dev.hearth.cli.Configuration.SandboxKind;
import dev.hearth.cli.MachineSettings;
import dev.hearth.cli.UsageException;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.container.ContainerConfig;
import dev.hearth.dataplane.sandbox.container.ContainerDriver;
import dev.hearth.dataplane.sandbox.container.ContainerUnavailableException;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import dev.hearth.dataplane.sandbox.machine.NetworkConfig;
import dev.hearth.dataplane.sandbox.process.ProcessDriver;
import dev.hearth.time.Ids;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Chooses the sandbox driver: the configured one, or the one with the best isolation that this machine supports. */
final class Drivers {
    /** The port of the Runtime API on an address that only this instance uses: the same as Lambda's. */
    static final int RUNTIME_API_PORT = 9001;

    /** The port of the API on the same address, for functions. */
    private static final int SERVICES_PORT = 9002;

    private Drivers() {}

    /**
     * The chosen driver.
     *
     * @param reason why it is not the driver with the best isolation, if it is not; a clause
     */
    record Choice(SandboxDriver driver, Optional<String> reason) {}

    static Choice choose(
            MachineSettings settings, MachineMemory memory, DataFolder data, Ids ids, Consumer<String> progress) {
        Choice choice = make(settings, memory, data, ids);
        int recovered = choice.driver().recover();
        if (recovered > 0) {
            progress.accept("hearth: removed " + recovered + " sandbox" + (recovered == 1 ? "" : "es")
                    + " that an earlier life left behind");
        }
        return choice;
    }

    /** Where the services for functions listen, if the driver's sandboxes reach only an address of this instance. */
    static Optional<InetSocketAddress> servicesAddress(SandboxDriver driver) {
        return driver.capabilities().ownAddress()
                ? Optional.of(new InetSocketAddress(driver.runtimeApiAddress(), SERVICES_PORT))
                : Optional.empty();
    }

    private static Choice make(MachineSettings settings, MachineMemory memory, DataFolder data, Ids ids) {
        if (settings.sandbox().equals(Optional.of(SandboxKind.PROCESS))) {
            return new Choice(process(data, ids), Optional.of("sandbox 'process' was asked for"));
        }
        try {
            return new Choice(ContainerDriver.open(containers(settings, memory, data)), Optional.empty());
        } catch (ContainerUnavailableException unavailable) {
            if (settings.sandbox().isPresent()
                    || settings.ociRuntime().isPresent()
                    || !settings.openHostPorts().isEmpty()
                    || !settings.openNetworks().isEmpty()) {
                throw new UsageException(
                        "Container sandboxes can't be had here: " + unavailable.getMessage()
                                + ". Mend that, or use --sandbox process (no isolation, for development).",
                        unavailable);
            }
            return new Choice(process(data, ids), Optional.of(String.valueOf(unavailable.getMessage())));
        }
    }

    private static ContainerConfig containers(MachineSettings settings, MachineMemory memory, DataFolder data) {
        NetworkConfig network = NetworkConfig.of(
                Set.of(RUNTIME_API_PORT, SERVICES_PORT), settings.openHostPorts(), settings.openNetworks());
        MachineConfig machine = new MachineConfig(Slot.HOME, data.run().resolve("scratch"), network, memory.most());
        return new ContainerConfig(machine, settings.ociRuntime(), SearchPath.SYSTEM);
    }

    private static SandboxDriver process(DataFolder data, Ids ids) {
        return new ProcessDriver(data.run().resolve("process"), ids);
    }
}
