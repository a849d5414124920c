package dev.hearth.dataplane.sandbox.machine;

import java.util.List;
import java.util.Set;

/**
 * The addresses that sandboxes can reach.
 *
 * @param servicePorts the ports at the gateway address on which this program listens for sandboxes: the Runtime API,
 *     and AWS's services
 * @param openHostPorts TCP ports of the host that sandboxes can reach at the gateway address, also if a service listens
 *     only on 127.0.0.1
 * @param openNetworks private networks that sandboxes can reach
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
     * Parses networks in their usual form.
     *
     * @throws IllegalArgumentException if a text has another form; the message is for the user
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
