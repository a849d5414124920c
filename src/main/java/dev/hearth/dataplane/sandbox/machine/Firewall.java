package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.FirewallSet;
import dev.hearth.base.linux.Slot;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The nftables table of a slot: what its sandboxes can reach, and who can reach them.
 *
 * <p>The number of rules does not depend on the number of sandboxes. Interfaces are matched by the slot's prefix, and
 * the address of each interface is looked up in a set in constant time.
 *
 * <p>The rules use only expressions that every kernel with nftables has. Address translation to the host is used only
 * if ports are opened. Limits of flows ({@code ct count}, {@code ct timeout}) need kernel options.
 *
 * <p>The machine has one table of tracked connections, with 262,144 entries on most machines. Connections to Hearth
 * itself are not tracked. A sandbox has at most {@link NetworkLimits#FLOWS} others. Closed connections are not counted
 * but keep their entries for some seconds, so that new connections per second are limited too.
 */
final class Firewall {
    /**
     * Addresses that are not public: this network, private, shared, loopback, link-local (cloud metadata), multicast
     * and reserved addresses (RFC 6890). Documentation and benchmark networks count as public, because nobody uses
     * them.
     */
    private static final String CLOSED = "0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16,"
            + " 172.16.0.0/12, 192.168.0.0/16, 224.0.0.0/4, 240.0.0.0/4";

    private static final String SENDERS = "senders";

    /** Whether the number of a sandbox's tracked flows is limited, which takes options of the kernel. */
    enum Flows {
        LIMITED,
        UNLIMITED
    }

    private final Slot slot;

    Firewall(Slot slot) {
        this.slot = slot;
    }

    /** The set of senders: each interface with the address from which it may send. The caller closes it. */
    FirewallSet senders() {
        return new FirewallSet(slot.name(), SENDERS);
    }

    static FirewallSet.Member member(Network network) {
        return new FirewallSet.Member(network.hostInterface(), network.address4());
    }

    private String table() {
        return "inet " + slot.name();
    }

    /** Commands for nft that remove all rules; no effect if there are none. */
    String removal() {
        return "add table " + table() + "\ndelete table " + table() + "\n";
    }

    /**
     * Commands for nft that replace all rules atomically.
     *
     * @param lone whether forwarding was turned on by Hearth, so that other traffic must not be forwarded
     * @param flows whether the kernel can limit flows
     */
    String rules(NetworkConfig config, List<Cidr> nameservers, boolean lone, Flows flows) {
        String own = "\"" + slot.interfacePrefix() + "*\"";
        String every = "\"" + Slot.everyInterfacePrefix() + "*\"";
        String gateway = slot.address(SandboxNetwork.GATEWAY).getHostAddress();
        return removal()
                + sets(config, nameservers)
                + (flows == Flows.LIMITED ? flowLimits() : "")
                + """
                    chain arrival {
                        type filter hook prerouting priority -300; policy accept;
                        iifname %1$s jump departure
                        # an answer from outside still has the host's address here: whatever has a sandbox's is unasked
                        iifname != "lo" iifname != %1$s ip daddr %2$s drop
                    }
                    chain departure {
                        meta nfproto != ipv4 drop
                        iifname . ip saddr != @senders drop
                        ip daddr 127.0.0.0/8 drop
                        ip daddr %3$s tcp dport %4$s notrack
                    }
                    chain reply {
                        type filter hook output priority -300; policy accept;
                        oifname %1$s ip saddr %3$s tcp sport %4$s notrack
                    }
                    chain entry {
                        type filter hook input priority 0; policy accept;
                        iifname %1$s jump host
                    }
                    chain host {
                        ip daddr %3$s tcp dport %4$s accept
                %8$s%5$s        ip daddr @nameservers meta l4proto { tcp, udp } th dport 53 accept
                        reject with icmpx type admin-prohibited
                    }
                    chain passage {
                        type filter hook forward priority 0; policy accept;
                %6$s        iifname %1$s jump outside
                        oifname %1$s jump answers
                    }
                    chain outside {
                        oifname %7$s reject with icmpx type admin-prohibited
                %8$s        ip daddr @nameservers meta l4proto { tcp, udp } th dport 53 accept
                        ip daddr @opened accept
                        ip daddr @closed reject with icmpx type admin-prohibited
                        accept
                    }
                    chain answers {
                        iifname != %7$s ct state established,related accept
                        drop
                    }
                    chain translation {
                        type nat hook postrouting priority 100; policy accept;
                        ip saddr %2$s oifname != "lo" oifname != %7$s masquerade
                    }
                """.formatted(
                                own,
                                slot.network(),
                                gateway,
                                ports(config.servicePorts()),
                                config.openHostPorts().isEmpty()
                                        ? ""
                                        : "        ct status dnat ip daddr 127.0.0.1 tcp dport "
                                                + ports(config.openHostPorts()) + " accept\n",
                                lone ? "        iifname != " + every + " oifname != " + every + " drop\n" : "",
                                every,
                                flows == Flows.LIMITED ? "        ct state new jump flows\n" : "")
                + hostPorts(config, own, gateway)
                + "}\n";
    }

    /**
     * Rules for open ports. A connection is translated to 127.0.0.1, where a developer's services listen, and comes
     * from that address too, because many services accept no other.
     */
    private static String hostPorts(NetworkConfig config, String own, String gateway) {
        return config.openHostPorts().isEmpty() ? "" : """
                    chain to_loopback {
                        type nat hook prerouting priority -100; policy accept;
                        iifname %1$s ip daddr %2$s tcp dport %3$s dnat ip to 127.0.0.1
                    }
                    chain from_loopback {
                        type nat hook input priority 100; policy accept;
                        iifname %1$s ct status dnat ip daddr 127.0.0.1 snat ip to 127.0.0.1
                    }
                """.formatted(own, gateway, ports(config.openHostPorts()));
    }

    private String sets(NetworkConfig config, List<Cidr> nameservers) {
        return """
                table inet %s {
                    set %s { type ifname . ipv4_addr; }
                    set closed { type ipv4_addr; flags interval; elements = { %s } }
                """.formatted(slot.name(), SENDERS, CLOSED)
                + set("opened", "flags interval; auto-merge; ", config.openNetworks())
                + set("nameservers", "flags interval; auto-merge; ", nameservers);
    }

    /** Rules that refuse new flows over the limits, before they get an entry in the kernel's table. */
    private static String flowLimits() {
        return """
                    set counted { type ipv4_addr; flags dynamic; size 65535; }
                    set begun { type ipv4_addr; flags dynamic,timeout; size 65535; timeout 5m; }
                    ct timeout closed_flows {
                        protocol tcp;
                        l3proto ip;
                        policy = { time_wait : %4$d, close : %4$d };
                    }
                    chain flows {
                        add @counted { ip saddr ct count over %1$d } reject with icmpx type admin-prohibited
                        update @begun { ip saddr limit rate over %2$d/second burst %3$d packets } \
                reject with icmpx type admin-prohibited
                        ip protocol tcp ct timeout set "closed_flows"
                    }
                """.formatted(
                        NetworkLimits.FLOWS,
                        NetworkLimits.NEW_FLOWS_PER_SECOND,
                        NetworkLimits.NEW_FLOWS_AT_ONCE,
                        NetworkLimits.CLOSED_FLOW.toSeconds());
    }

    private static String ports(Set<Integer> ports) {
        return ports.stream().sorted().map(String::valueOf).collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String set(String name, String flags, List<Cidr> networks) {
        String elements = networks.stream().map(Cidr::toString).collect(Collectors.joining(", "));
        return "    set " + name + " { type ipv4_addr; " + flags
                + (elements.isEmpty() ? "" : "elements = { " + elements + " } ") + "}\n";
    }
}
