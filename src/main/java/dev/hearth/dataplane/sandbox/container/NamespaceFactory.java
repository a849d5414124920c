package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.Slot;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes and removes network namespaces, many in one run of the tools.
 *
 * <p>Each end of a pair knows the other's hardware address from the start: no time goes into asking, nobody can answer
 * in another's stead, and entries that never expire don't count towards the kernel's limit of some 1,000 neighbours.
 */
final class NamespaceFactory implements NamespacePool.Maker {
    /** An address that is administered locally (its second bit), on the host's end of every pair. */
    private static final String HOST_HARDWARE_ADDRESS = "02:48:00:00:00:01";

    /** The kernel removes a group of interfaces in the time of one. The numbers are of no other meaning. */
    private static final int FIRST_GROUP = 1_212_500_000;

    private final Slot slot;
    private final Firewall firewall;
    private final NetworkTools tools;
    private final boolean loopbackRouted;
    private final ReentrantLock lock = new ReentrantLock();
    private final BitSet used = new BitSet();
    private int last = SandboxNetwork.GATEWAY;

    /** {@code loopbackRouted}: traffic from sandboxes may be translated to 127.0.0.1. */
    NamespaceFactory(Slot slot, Firewall firewall, NetworkTools tools, boolean loopbackRouted) {
        this.slot = slot;
        this.firewall = firewall;
        this.tools = tools;
        this.loopbackRouted = loopbackRouted;
    }

    @Override
    public List<NetworkNamespace> make(int count) {
        List<NetworkNamespace> namespaces = reserve(count);
        try {
            tools.run(makingScript(namespaces));
            return namespaces;
        } catch (LinuxException e) {
            try {
                remove(namespaces);
            } catch (LinuxException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    @Override
    public void remove(List<NetworkNamespace> namespaces) {
        tools.run(removingScript(namespaces));
        for (NetworkNamespace namespace : namespaces) {
            if (Files.exists(namespace.path()) || exists(namespace.hostInterface())) {
                throw new LinuxException("network namespace " + namespace.name() + " could not be removed");
            }
        }
        lock.lock();
        try {
            namespaces.forEach(namespace -> used.clear(namespace.index()));
        } finally {
            lock.unlock();
        }
    }

    /** The group of all interfaces of a slot. */
    static int group(Slot slot) {
        return FIRST_GROUP + 2 * slot.number();
    }

    static boolean exists(String networkInterface) {
        return Files.exists(Path.of("/sys/class/net", networkInterface), LinkOption.NOFOLLOW_LINKS);
    }

    /** Goes round, so that an address comes back as late as possible. */
    private List<NetworkNamespace> reserve(int count) {
        lock.lock();
        try {
            List<NetworkNamespace> reserved = new ArrayList<>();
            for (int looked = 0; reserved.size() < count && looked < Slot.ADDRESSES; looked++) {
                last = last + 1 < Slot.ADDRESSES - 1 ? last + 1 : SandboxNetwork.GATEWAY + 1;
                if (!used.get(last)) {
                    used.set(last);
                    reserved.add(new NetworkNamespace(slot, last));
                }
            }
            if (reserved.size() < count) {
                reserved.forEach(namespace -> used.clear(namespace.index()));
                throw new LinuxException("all addresses of " + slot.network() + " are taken");
            }
            return List.copyOf(reserved);
        } finally {
            lock.unlock();
        }
    }

    private String makingScript(List<NetworkNamespace> namespaces) {
        String gateway = slot.address(SandboxNetwork.GATEWAY).getHostAddress();
        StringBuilder script = new StringBuilder("ip -batch - <<'END'\n");
        for (NetworkNamespace namespace : namespaces) {
            String address = namespace.address().getHostAddress();
            script.append("""
                    netns add %1$s
                    link add %2$s address %3$s group %4$d type veth peer name eth0 address %5$s netns %1$s
                    %7$slink set %2$s up
                    route add %6$s/32 dev %2$s
                    neigh replace %6$s lladdr %5$s dev %2$s nud permanent
                    """.formatted(
                            namespace.name(),
                            namespace.hostInterface(),
                            HOST_HARDWARE_ADDRESS,
                            group(slot),
                            hardwareAddress(namespace),
                            address,
                            noVersion6(namespace.hostInterface())));
        }
        script.append("END\n");
        for (NetworkNamespace namespace : namespaces) {
            script.append("""
                    ip -n %1$s -batch - <<'END'
                    link set lo up
                    %5$slink set eth0 up
                    addr add %2$s/32 dev eth0
                    neigh replace %3$s lladdr %4$s dev eth0 nud permanent
                    route add default via %3$s dev eth0 onlink
                    END
                    """.formatted(
                            namespace.name(),
                            namespace.address().getHostAddress(),
                            gateway,
                            HOST_HARDWARE_ADDRESS,
                            noVersion6("eth0")));
            if (loopbackRouted) {
                script.append(
                        "echo 1 > /proc/sys/net/ipv4/conf/%s/route_localnet\n".formatted(namespace.hostInterface()));
            }
        }
        return script.append(NetworkTools.feed("nft -f -", firewall.admission(namespaces)))
                .toString();
    }

    private String removingScript(List<NetworkNamespace> namespaces) {
        int leaving = group(slot) + 1;
        StringBuilder script = new StringBuilder(NetworkTools.feed("nft -f -", firewall.dismissal(namespaces)))
                .append("ip -force -batch - <<'END' 2> /dev/null || :\n");
        for (NetworkNamespace namespace : namespaces) {
            script.append("link set ")
                    .append(namespace.hostInterface())
                    .append(" group ")
                    .append(leaving)
                    .append('\n');
        }
        script.append("link delete group ").append(leaving).append('\n');
        for (NetworkNamespace namespace : namespaces) {
            script.append("netns delete ").append(namespace.name()).append('\n');
        }
        return script.append("END\n").toString();
    }

    /** A line that keeps an interface from giving itself an IPv6 address; none where the kernel was started without. */
    private static String noVersion6(String networkInterface) {
        return Files.exists(Path.of("/proc/sys/net/ipv6"))
                ? "link set " + networkInterface + " addrgenmode none\n"
                : "";
    }

    /** Made of its address, and so its own: programs take it for an identity. */
    private static String hardwareAddress(NetworkNamespace namespace) {
        byte[] address = namespace.address().getAddress();
        return "02:48:%02x:%02x:%02x:%02x".formatted(address[0], address[1], address[2], address[3]);
    }
}
