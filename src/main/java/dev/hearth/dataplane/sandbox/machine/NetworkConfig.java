package dev.hearth.dataplane.sandbox.machine;

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
public record NetworkConfig(int runtimeApiPort, Set<Integer> openHostPorts, List<Cidr> openNetworks) {
    public NetworkConfig {
        openHostPorts = Set.copyOf(openHostPorts);
        openNetworks = List.copyOf(openNetworks);
        checkPort(runtimeApiPort);
        openHostPorts.forEach(NetworkConfig::checkPort);
        if (openHostPorts.contains(runtimeApiPort)) {
            throw new IllegalArgumentException(
                    "port " + runtimeApiPort + " can't be opened to functions: the Runtime API has it");
        }
    }

    /**
     * Reads networks from their usual form.
     *
     * @throws IllegalArgumentException if one is none, with a sentence for the user
     */
    public static NetworkConfig of(int runtimeApiPort, Set<Integer> openHostPorts, List<String> openNetworks) {
        return new NetworkConfig(
                runtimeApiPort,
                openHostPorts,
                openNetworks.stream().map(Cidr::parse).toList());
    }

    private static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(port + " is no TCP port: 1 to 65535 is");
        }
    }
}
