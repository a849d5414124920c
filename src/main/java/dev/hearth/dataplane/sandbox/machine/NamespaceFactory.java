package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.FirewallSet;
import dev.hearth.base.linux.HardwareAddress;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.NetworkNamespace;
import dev.hearth.base.linux.RouteSocket;
import dev.hearth.base.linux.Slot;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes and removes networks of sandboxes in batches, with requests to the kernel, without helper processes and mounts.
 * A mount for each namespace, as {@code ip netns} makes it, would be copied into every mount namespace that is made
 * later.
 *
 * <p>Each end of a pair of interfaces has a permanent neighbour entry for the other. This saves a request, no other
 * host can answer in place of the other end, and permanent entries don't count towards the kernel's limit of some 1,000
 * neighbours.
 */
final class NamespaceFactory implements NamespacePool.Maker, AutoCloseable {
    /** The hardware address of the host's end of every pair. */
    private static final HardwareAddress HOST_HARDWARE_ADDRESS = HardwareAddress.local(1);

    /**
     * The first number of interface groups, which is arbitrary. The kernel removes a group of interfaces in the time of
     * one.
     */
    private static final int FIRST_GROUP = 1_212_500_000;

    private static final String INSIDE = "eth0";
    private static final String LOOPBACK = "lo";

    private final Slot slot;
    private final Firewall firewall;
    private final boolean loopbackRouted;
    private final NetworkNamespace home = NetworkNamespace.ofThread();
    private final ReentrantLock lock = new ReentrantLock();
    private final BitSet used = new BitSet();
    private int last = SandboxNetwork.GATEWAY;

    /**
     * A factory whose networks are connected to the calling thread's network namespace.
     *
     * @param loopbackRouted whether traffic from sandboxes may be translated to 127.0.0.1
     */
    NamespaceFactory(Slot slot, Firewall firewall, boolean loopbackRouted) {
        this.slot = slot;
        this.firewall = firewall;
        this.loopbackRouted = loopbackRouted;
    }

    @Override
    public List<Network> make(int count) {
        List<Integer> indexes = reserve(count);
        List<Network> made = new ArrayList<>();
        home.enter();
        try (RouteSocket host = RouteSocket.open();
                FirewallSet senders = firewall.senders()) {
            try {
                for (int index : indexes) {
                    made.add(make(index, host));
                }
            } finally {
                home.enter();
            }
            if (loopbackRouted) {
                made.forEach(NamespaceFactory::routeLoopback);
            }
            senders.add(made.stream().map(Firewall::member).toList());
            return List.copyOf(made);
        } catch (RuntimeException e) {
            try {
                remove(made);
                giveBack(indexes);
            } catch (LinuxException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /**
     * Makes a network, from the namespace of the previous one or the host's. The thread is in the new namespace
     * afterwards.
     */
    private Network make(int index, RouteSocket host) {
        NetworkNamespace namespace = NetworkNamespace.make();
        Network network = new Network(slot, index, namespace);
        try (RouteSocket inside = RouteSocket.open()) {
            Inet4Address gateway = (Inet4Address) slot.address(SandboxNetwork.GATEWAY);
            // programs use it as an identity, so that it must be unique
            HardwareAddress hardwareAddress = HardwareAddress.of(network.address4());
            host.addPair(
                    new RouteSocket.End(network.hostInterface(), HOST_HARDWARE_ADDRESS),
                    group(slot),
                    new RouteSocket.End(INSIDE, hardwareAddress),
                    namespace);
            int outer = host.number(network.hostInterface());
            host.withoutVersion6(outer);
            host.up(outer);
            host.addRoute(outer, network.address4());
            host.addNeighbour(outer, network.address4(), hardwareAddress);
            inside.up(inside.number(LOOPBACK));
            int inner = inside.number(INSIDE);
            inside.withoutVersion6(inner);
            inside.up(inner);
            inside.addAddress(inner, network.address4());
            inside.addNeighbour(inner, gateway, HOST_HARDWARE_ADDRESS);
            inside.addDefaultRoute(inner, gateway);
            return network;
        } catch (RuntimeException e) {
            // the kernel removes the pair with its namespace, after the thread has left it
            namespace.close();
            throw e;
        }
    }

    @Override
    public void remove(List<Network> networks) {
        try (RouteSocket host = RouteSocket.open();
                FirewallSet senders = firewall.senders()) {
            senders.remove(networks.stream().map(Firewall::member).toList());
            int leaving = group(slot) + 1;
            networks.forEach(network -> host.group(network.hostInterface(), leaving));
            host.deleteGroup(leaving);
            for (Network network : networks) {
                if (host.find(network.hostInterface()).isPresent()) {
                    throw new LinuxException("interface " + network.hostInterface() + " could not be removed");
                }
                network.forget();
            }
        }
        giveBack(networks.stream().map(Network::index).toList());
    }

    /** Closes the factory. It makes no more networks. */
    @Override
    public void close() {
        home.close();
    }

    /** The group of a slot's interfaces. Interfaces that are being removed are in the next group. */
    static int group(Slot slot) {
        return FIRST_GROUP + 2 * slot.number();
    }

    /** Reserves addresses in rotation, so that an address is used again as late as possible. */
    private List<Integer> reserve(int count) {
        lock.lock();
        try {
            List<Integer> reserved = new ArrayList<>();
            for (int looked = 0; reserved.size() < count && looked < Slot.ADDRESSES; looked++) {
                last = last + 1 < Slot.ADDRESSES - 1 ? last + 1 : SandboxNetwork.GATEWAY + 1;
                if (!used.get(last)) {
                    used.set(last);
                    reserved.add(last);
                }
            }
            if (reserved.size() < count) {
                reserved.forEach(used::clear);
                throw new LinuxException("all addresses of " + slot.network() + " are taken");
            }
            return List.copyOf(reserved);
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(List<Integer> indexes) {
        lock.lock();
        try {
            indexes.forEach(used::clear);
        } finally {
            lock.unlock();
        }
    }

    private static void routeLoopback(Network network) {
        Path file = Path.of("/proc/sys/net/ipv4/conf", network.hostInterface(), "route_localnet");
        try {
            Files.writeString(file, "1");
        } catch (IOException e) {
            throw new LinuxException(file + " can't be written: opened ports of the host could not be reached", e);
        }
    }
}
