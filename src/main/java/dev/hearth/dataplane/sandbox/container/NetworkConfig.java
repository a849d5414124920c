package dev.hearth.dataplane.sandbox.container;

import java.util.List;
import java.util.Set;

/**
 * What sandboxes may reach.
 *
 * @param runtimeApiPort where the Runtime API listens on the gateway address
 * @param openHostPorts TCP ports of the host that sandboxes reach at the gateway address, though the service there may
 *     listen on 127.0.0.1 only
 * @param openNetworks private networks that sandboxes reach like the outside
 */
record NetworkConfig(int runtimeApiPort, Set<Integer> openHostPorts, List<Cidr> openNetworks) {
    NetworkConfig {
        openHostPorts = Set.copyOf(openHostPorts);
        openNetworks = List.copyOf(openNetworks);
        checkPort(runtimeApiPort);
        openHostPorts.forEach(NetworkConfig::checkPort);
        if (openHostPorts.contains(runtimeApiPort)) {
            throw new IllegalArgumentException(
                    "port " + runtimeApiPort + " can't be opened to functions: the Runtime API has it");
        }
    }

    private static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(port + " is no TCP port: 1 to 65535 is");
        }
    }
}
