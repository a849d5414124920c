package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.HostLock;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.RouteSocket;
import dev.hearth.base.linux.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network of all sandboxes of one instance. Each sandbox is alone in a network namespace, at the end of a wire
 * whose other end is on the host; the host forwards what the {@link Firewall} lets pass.
 *
 * <pre>
 * sandbox, in a namespace of its own       host
 * eth0  100.67.0.17  ────────────────────  hearth3v17
 *       all traffic goes to 100.67.0.1     lo: 100.67.0.1 (the gateway), where the Runtime API listens
 *                                          eth0, …: the outside
 * </pre>
 */
final class SandboxNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxNetwork.class);

    /** The index of the gateway's address in the slot. */
    static final int GATEWAY = 1;

    private static final Path INTERFACES = Path.of("/sys/class/net");
    private static final String LOOPBACK = "lo";

    private final Slot slot;
    private final List<Cidr> nameservers;
    private final NamespaceFactory factory;
    private final NamespacePool pool;

    private SandboxNetwork(Slot slot, List<Cidr> nameservers, NamespaceFactory factory) {
        this.slot = slot;
        this.nameservers = nameservers;
        this.factory = factory;
        this.pool = new NamespacePool(factory);
    }

    /**
     * Sets up the network, in a slot that {@link #recover} has cleaned, and begins to make networks ahead.
     *
     * @throws LinuxException if this machine can't, with the reason; nothing is left then
     */
    static SandboxNetwork open(Slot slot, NetworkConfig config) {
        return open(slot, config, Nameservers.ofHost());
    }

    static SandboxNetwork open(Slot slot, NetworkConfig config, List<Cidr> nameservers) {
        Firewall firewall = new Firewall(slot);
        Forwarding forwarding = new Forwarding(slot, Forwarding.SWITCH);
        try (RouteSocket routes = RouteSocket.open()) {
            boolean lone = forwarding.join();
            putInForce(slot, flows -> firewall.rules(config, nameservers, lone, flows));
            routes.addAddress(routes.number(LOOPBACK), gateway(slot));
            forwarding.turnOn();
        } catch (RuntimeException e) {
            try {
                recover(slot);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        boolean loopbackRouted = !config.openHostPorts().isEmpty();
        SandboxNetwork network =
                new SandboxNetwork(slot, nameservers, new NamespaceFactory(slot, firewall, loopbackRouted));
        network.pool.start();
        return network;
    }

    /**
     * Applies rules, with limits of flows if the kernel has them. Without limits one sandbox can fill the machine's
     * table of flows.
     */
    private static void putInForce(Slot slot, Function<Firewall.Flows, String> rules) {
        NetworkTools tools = new NetworkTools(slot);
        try {
            tools.nft(rules.apply(Firewall.Flows.LIMITED));
        } catch (LinuxException e) {
            tools.nft(rules.apply(Firewall.Flows.UNLIMITED));
            LOG.warn("this kernel can't limit how many connections a sandbox has tracked: {}", e.getMessage());
        }
    }

    /**
     * Removes what a slot's network left on the machine: interfaces, addresses, rules, and forwarding if it was turned
     * on. The processes of its sandboxes have ended, and their namespaces with them.
     */
    static void recover(Slot slot) {
        try (HostLock _ = new NetworkTools(slot).quiet();
                RouteSocket routes = RouteSocket.open()) {
            // before the rules are removed, because they prevent the forwarding of other traffic
            new Forwarding(slot, Forwarding.SWITCH).leave();
            if (!interfaces(slot).isEmpty()) {
                routes.deleteGroup(NamespaceFactory.group(slot));
                // an interface that was being removed is in another group
                interfaces(slot).forEach(routes::delete);
            }
            if (hasGateway(slot)) {
                routes.deleteAddress(routes.number(LOOPBACK), gateway(slot));
            }
            Command.run(List.of("nft", "-f", "-"), new Firewall(slot).removal(), NetworkLimits.TOOL);
        }
    }

    /**
     * The gateway: the address on the host to which sandboxes send all traffic, and on which the Runtime API listens.
     */
    InetAddress gateway() {
        return gateway(slot);
    }

    /** The addresses of the name servers that sandboxes can reach; none if only the host can reach its own. */
    List<InetAddress> nameServers() {
        return nameservers.stream()
                .map(network -> InetAddress.ofLiteral(network.address()))
                .toList();
    }

    /**
     * An unused network; at once if one is ready.
     *
     * @throws LinuxException if none can be made
     */
    Network take() {
        return pool.take();
    }

    /** Removes a network in the background; it is never used again. All processes in it have ended. */
    void discard(Network network) {
        pool.discard(network);
    }

    /** Removes everything. All sandboxes have been removed before. Again: no effect. */
    @Override
    public void close() {
        pool.close();
        factory.close();
        recover(slot);
    }

    private static Inet4Address gateway(Slot slot) {
        return (Inet4Address) slot.address(GATEWAY);
    }

    private static boolean hasGateway(Slot slot) {
        try {
            return NetworkInterface.getByName(LOOPBACK)
                    .inetAddresses()
                    .anyMatch(address -> address.equals(gateway(slot)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> interfaces(Slot slot) {
        try (Stream<Path> entries = Files.list(INTERFACES)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(slot.interfacePrefix()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
