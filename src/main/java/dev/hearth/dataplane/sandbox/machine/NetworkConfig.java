package dev.hearth.dataplane.sandbox.machine;

import java.util.List;
import java.util.Set;

/**
 * What sandboxes may reach.
 *
 * @param servicePorts where this program listens for sandboxes on the gateway address: the Runtime API, and AWS's
 *     services
 * @param openHostPorts TCP ports of the host that sandboxes reach at the gateway address, though the service there may
 *     listen on 127.0.0.1 only
 * @param openNetworks private networks that sandboxes reach like the outside
 */
public record NetworkConfig(Set<Integer> servicePorts, Set<Integer> openHostPorts, List<Cidr> openNetworks) {
    public NetworkConfig {
        openHostPorts = Set.copyOf(openHostPorts);
        openNetworks = List.copyOf(openNetworks);
        servicePorts = Set.copyOf(servicePorts);
        servicePorts.forEach(NetworkConfig::checkPort);
        openHostPorts.forEach(NetworkConfig::checkPort);
        for (int port : servicePorts) {
            if (openHostPorts.contains(port)) {
                throw new IllegalArgumentException(
                        "port " + port + " can't be opened to functions: Hearth itself listens there for them");
            }
        }
    }

    /**
     * Reads networks from their usual form.
     *
     * @throws IllegalArgumentException if one is none, with a sentence for the user
     */
    public static NetworkConfig of(Set<Integer> servicePorts, Set<Integer> openHostPorts, List<String> openNetworks) {
        return new NetworkConfig(
                servicePorts,
                openHostPorts,
                openNetworks.stream().map(Cidr::parse).toList());
    }

    private static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(port + " is no TCP port: 1 to 65535 is");
        }
    }
}
