package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.HostLock;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The network of all sandboxes of one instance. Each sandbox is alone in a network namespace, at the end of a wire
 * whose other end is on the host; the host forwards what the {@link Firewall} lets pass.
 *
 * <pre>
 * sandbox, namespace hearth-3-17           host
 * eth0  100.67.0.17  ────────────────────  hearth3v17
 *       all traffic goes to 100.67.0.1     lo: 100.67.0.1 (the gateway), where the Runtime API listens
 *                                          eth0, …: the outside
 * </pre>
 */
final class SandboxNetwork implements AutoCloseable {
    /** Which of the slot's addresses is the gateway's. */
    static final int GATEWAY = 1;

    private final Slot slot;
    private final List<Cidr> nameservers;
    private final NamespacePool pool;

    private SandboxNetwork(Slot slot, List<Cidr> nameservers, NamespacePool pool) {
        this.slot = slot;
        this.nameservers = nameservers;
        this.pool = pool;
    }

    /**
     * Sets up the network, in a slot that {@link #recover} has cleaned, and begins to make namespaces ahead.
     *
     * @throws LinuxException if this machine can't, with the reason; nothing is left then
     */
    static SandboxNetwork open(Slot slot, NetworkConfig config) {
        return open(slot, config, Nameservers.ofHost());
    }

    static SandboxNetwork open(Slot slot, NetworkConfig config, List<Cidr> nameservers) {
        Firewall firewall = new Firewall(slot);
        NetworkTools tools = new NetworkTools(slot);
        Forwarding forwarding = new Forwarding(slot, Forwarding.SWITCH);
        try {
            boolean lone = forwarding.join();
            tools.run(NetworkTools.feed("nft -f -", firewall.rules(config, nameservers, lone))
                    + NetworkTools.feed("ip -batch -", "address add " + address(slot, GATEWAY) + "/32 dev lo\n"));
            forwarding.turnOn();
        } catch (RuntimeException e) {
            try {
                recover(slot);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        NamespacePool pool = new NamespacePool(new NamespaceFactory(
                slot, firewall, tools, !config.openHostPorts().isEmpty()));
        pool.start();
        return new SandboxNetwork(slot, nameservers, pool);
    }

    /**
     * Removes what the network of a slot left on the machine: namespaces, interfaces, addresses, rules, and the switch
     * for forwarding if it was turned on. Its sandboxes' processes are gone already.
     *
     * @return how many namespaces there were
     */
    static int recover(Slot slot) {
        try (HostLock _ = new NetworkTools(slot).quiet()) {
            return remove(slot);
        }
    }

    private static int remove(Slot slot) {
        List<String> namespaces = named(NetworkNamespace.folder(), slot.namespacePrefix());
        // before the rules go, which keep others' traffic from being forwarded
        new Forwarding(slot, Forwarding.SWITCH).leave();
        if (!interfaces(slot).isEmpty()) {
            ip("link delete group " + NamespaceFactory.group(slot) + "\n");
            // one whose removal was under way is in another group
            ip(interfaces(slot).stream()
                    .map(name -> "link delete " + name + "\n")
                    .collect(Collectors.joining()));
        }
        if (!namespaces.isEmpty()) {
            ip(namespaces.stream().map(name -> "netns delete " + name + "\n").collect(Collectors.joining()));
        }
        if (hasGateway(slot)) {
            ip("address delete " + address(slot, GATEWAY) + "/32 dev lo\n");
        }
        Command.run(List.of("nft", "-f", "-"), new Firewall(slot).removal(), NetworkLimits.TOOL);
        return namespaces.size();
    }

    /** The address on the host that sandboxes send all to, and on which the Runtime API listens for them. */
    InetAddress gateway() {
        return slot.address(GATEWAY);
    }

    /** The addresses of the name servers that sandboxes can ask; none if only the host can ask its own. */
    List<InetAddress> nameServers() {
        return nameservers.stream()
                .map(network -> InetAddress.ofLiteral(network.address()))
                .toList();
    }

    /**
     * A namespace that nobody has used; at once if one is ready.
     *
     * @throws dev.hearth.dataplane.sandbox.SandboxException if none can be made
     */
    NetworkNamespace take() {
        return pool.take();
    }

    /** Removes a namespace, in the background. Whoever was in it has left; it is never used again. */
    void discard(NetworkNamespace namespace) {
        pool.discard(namespace);
    }

    /** Removes everything. The sandboxes are gone already; again: no effect. */
    @Override
    public void close() {
        pool.close();
        recover(slot);
    }

    private static void ip(String lines) {
        Command.run(List.of("ip", "-batch", "-"), lines, NetworkLimits.TOOL);
    }

    private static String address(Slot slot, int index) {
        return slot.address(index).getHostAddress();
    }

    private static boolean hasGateway(Slot slot) {
        try {
            return NetworkInterface.getByInetAddress(slot.address(GATEWAY)) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> interfaces(Slot slot) {
        return named(Path.of("/sys/class/net"), slot.interfacePrefix());
    }

    private static List<String> named(Path folder, String prefix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
