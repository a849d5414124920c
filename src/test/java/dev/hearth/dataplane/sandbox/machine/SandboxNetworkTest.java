package dev.hearth.dataplane.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.Slot;
import dev.hearth.base.linux.SlotClaim;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What sandboxes can reach and what not, on the real kernel, with everything forbidden really there. */
@Tag("security")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxNetworkTest {
    private static final int RUNTIME_API = 9_001;
    private static final int DATABASE = 25_432;
    private static final int EVERYWHERE = 25_433;
    private static final int SECRET = 25_434;
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

    private Outside outside;
    private SlotClaim claim;
    private SandboxNetwork network;

    @BeforeAll
    void makeOutside() throws IOException {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root")
                        && Files.isExecutable(Path.of("/usr/sbin/nft"))
                        && Path.of("/proc/sys/net").toFile().isDirectory(),
                "making networks takes root on Linux, with nftables");
        Files.createDirectories(Slot.HOME);
        outside = Outside.make();
    }

    @AfterAll
    void removeOutside() throws IOException {
        if (outside != null) {
            outside.close();
        }
    }

    @BeforeEach
    void claim() {
        claim = SlotClaim.claim(Slot.HOME, SandboxNetworkTest::clean);
        network = open(Set.of(), List.of());
    }

    @AfterEach
    void leaveNothing() throws IOException {
        Slot slot = claim.slot();
        network.close();
        assertNothingLeft(slot);
        claim.close();
    }

    @Test
    void theRuntimeApiSeesWhoCalls() throws IOException {
        try (ServerSocket api = serving(network.gateway(), RUNTIME_API);
                Sandbox first = new Sandbox();
                Sandbox second = new Sandbox()) {
            assertThat(api.isBound()).isTrue();
            assertThat(first.call(gateway(), RUNTIME_API)).isEqualTo("hello " + first.address());
            assertThat(second.call(gateway(), RUNTIME_API)).isEqualTo("hello " + second.address());
            assertThat(first.address()).isNotEqualTo(second.address());
        }
    }

    @Test
    void connectionsToTheRuntimeApiTakeNoPlaceInTheKernelsTable() throws IOException {
        Path table = Path.of("/proc/net/nf_conntrack");
        Assumptions.assumeTrue(Files.exists(table), "this kernel does not show its table of flows");
        try (ServerSocket _ = serving(network.gateway(), RUNTIME_API);
                Sandbox sandbox = new Sandbox()) {
            assertThat(sandbox.call(gateway(), RUNTIME_API)).startsWith("hello");
            assertThat(sandbox.call(Outside.SERVER, Outside.PORT)).startsWith("hello");

            List<String> flows = Files.readAllLines(table).stream()
                    .filter(flow -> flow.contains("src=" + sandbox.address() + " "))
                    .toList();
            assertThat(flows).hasSize(1).allMatch(flow -> flow.contains("dst=" + Outside.SERVER + " "));
        }
    }

    @Test
    void aSandboxCanNotUseUpTheKernelsTableOfFlows() throws IOException {
        try (Sandbox hostile = new Sandbox();
                Sandbox other = new Sandbox()) {
            int most = NetworkLimits.FLOWS + 60 * NetworkLimits.NEW_FLOWS_PER_SECOND;
            assertThat(hostile.peer.flows(Outside.SERVER, Outside.PORT, most))
                    .isBetween(NetworkLimits.FLOWS / 2, most - 1);
            assertThat(other.call(Outside.SERVER, Outside.PORT)).startsWith("hello");
        }
    }

    @Test
    void nothingElseOfTheHostIsReached() throws IOException {
        try (ServerSocket everywhere = serving(InetAddress.ofLiteral("0.0.0.0"), SECRET);
                Sandbox sandbox = new Sandbox()) {
            assertThat(Peer.call(
                            new InetSocketAddress(Outside.HOST, everywhere.getLocalPort()),
                            InetAddress.ofLiteral("0.0.0.0")))
                    .isEqualTo("hello " + Outside.HOST);
            for (String address : hostAddresses()) {
                assertThat(sandbox.call(address, SECRET)).as(address).startsWith("failed");
            }
        }
    }

    @Test
    void loopbackIsNotReachedWithAForgedDestination() throws IOException {
        assumeAddressTranslation();
        reopen(Set.of(DATABASE), List.of());
        try (ServerSocket secret = serving(InetAddress.ofLiteral("127.0.0.1"), SECRET);
                ServerSocket database = serving(InetAddress.ofLiteral("127.0.0.1"), DATABASE);
                Sandbox sandbox = new Sandbox()) {
            // with all rights in the namespace, which no function has: 127.0.0.0/8 sent out on the wire
            Command.run(
                    List.of("nsenter", "--net=" + sandbox.namespace.path(), "ip", "-batch", "-"),
                    """
                    rule add pref 1 lookup local
                    rule delete pref 0
                    rule add pref 0 to 127.0.0.0/8 lookup 77
                    route add 127.0.0.0/8 via %s dev eth0 onlink table 77
                    """.formatted(gateway()),
                    Duration.ofSeconds(10));
            assertThat(secret.isBound() && database.isBound()).isTrue();
            for (int port : new int[] {SECRET, DATABASE}) {
                assertThat(sandbox.peer.connectFrom(sandbox.address(), "127.0.0.1", port))
                        .startsWith("failed");
            }
            assertThat(sandbox.call(gateway(), SECRET)).startsWith("failed");
            assertThat(sandbox.call(gateway(), DATABASE)).isEqualTo("hello 127.0.0.1");
        }
    }

    @Test
    void anOpenPortLeadsToTheHostsLoopback() throws IOException {
        assumeAddressTranslation();
        reopen(Set.of(DATABASE, EVERYWHERE), List.of());
        try (ServerSocket database = serving(InetAddress.ofLiteral("127.0.0.1"), DATABASE);
                ServerSocket everywhere = serving(InetAddress.ofLiteral("0.0.0.0"), EVERYWHERE);
                ServerSocket secret = serving(InetAddress.ofLiteral("127.0.0.1"), SECRET);
                Sandbox sandbox = new Sandbox()) {
            assertThat(database.isBound() && everywhere.isBound() && secret.isBound())
                    .isTrue();
            // it seems to come from the host itself: many databases let in nobody else
            assertThat(sandbox.call(gateway(), DATABASE)).isEqualTo("hello 127.0.0.1");
            assertThat(sandbox.call(gateway(), EVERYWHERE)).isEqualTo("hello 127.0.0.1");
            assertThat(sandbox.call(gateway(), SECRET)).startsWith("failed");
            for (String address : hostAddresses()) {
                if (!address.equals(gateway())) {
                    assertThat(sandbox.call(address, EVERYWHERE)).as(address).startsWith("failed");
                }
            }
        }
    }

    @Test
    void sandboxesDoNotReachEachOther() throws IOException {
        reopen(Set.of(), List.of(Cidr.parse("100.64.0.0/10")));
        try (SlotClaim other = SlotClaim.claim(Slot.HOME, SandboxNetworkTest::clean);
                SandboxNetwork otherNetwork = SandboxNetwork.open(
                        other.slot(), new NetworkConfig(Set.of(RUNTIME_API), Set.of(), List.of()), List.of());
                ServerSocket api = serving(otherNetwork.gateway(), RUNTIME_API);
                Sandbox first = new Sandbox();
                Sandbox second = new Sandbox();
                Sandbox foreign = new Sandbox(otherNetwork)) {
            assertThat(second.peer.listen("0.0.0.0", Outside.PORT)).isEqualTo("listening");
            assertThat(foreign.peer.listen("0.0.0.0", Outside.PORT)).isEqualTo("listening");
            assertThat(second.call(second.address(), Outside.PORT)).startsWith("hello");
            assertThat(first.call(second.address(), Outside.PORT)).startsWith("failed");
            assertThat(first.call(foreign.address(), Outside.PORT)).startsWith("failed");
            assertThat(first.call(otherNetwork.gateway().getHostAddress(), api.getLocalPort()))
                    .startsWith("failed");
            assertThat(foreign.call(otherNetwork.gateway().getHostAddress(), api.getLocalPort()))
                    .startsWith("hello");
        }
    }

    @Test
    void theOutsideIsReachedButNoPrivateNetwork() throws IOException {
        assertThat(network.nameServers()).containsExactly(InetAddress.ofLiteral(Outside.NAME_SERVER));
        try (Sandbox sandbox = new Sandbox()) {
            assertThat(sandbox.call(Outside.SERVER, Outside.PORT)).isEqualTo("hello " + Outside.HOST);
            assertThat(sandbox.call(Outside.FAR_SERVER, Outside.PORT)).isEqualTo("hello " + Outside.HOST);
            assertThat(sandbox.peer.datagram(Outside.SERVER, Outside.PORT)).isEqualTo("hello " + Outside.HOST);
            for (String address : List.of(Outside.METADATA, Outside.NEIGHBOUR, Outside.NAME_SERVER)) {
                assertThat(Peer.call(new InetSocketAddress(address, Outside.PORT), InetAddress.ofLiteral("0.0.0.0")))
                        .as("the host reaches " + address)
                        .startsWith("hello");
                assertThat(sandbox.call(address, Outside.PORT)).as(address).startsWith("failed");
                assertThat(sandbox.peer.datagram(address, Outside.PORT))
                        .as(address)
                        .startsWith("failed");
            }
            assertThat(sandbox.call(Outside.METADATA, Outside.DNS_PORT)).startsWith("failed");
            assertThat(sandbox.peer.datagram(Outside.NAME_SERVER, Outside.DNS_PORT))
                    .startsWith("hello");
            assertThat(sandbox.call(Outside.NAME_SERVER, Outside.DNS_PORT)).startsWith("hello");
        }
    }

    @Test
    void anOpenedNetworkIsReached() throws IOException {
        reopen(Set.of(), List.of(Cidr.parse("10.77.0.0/24")));
        try (Sandbox sandbox = new Sandbox()) {
            assertThat(sandbox.call(Outside.NEIGHBOUR, Outside.PORT)).startsWith("hello");
            assertThat(sandbox.call(Outside.METADATA, Outside.PORT)).startsWith("failed");
        }
    }

    @Test
    void nobodyTakesAnothersAddress() throws IOException {
        try (ServerSocket api = serving(network.gateway(), RUNTIME_API);
                Sandbox victim = new Sandbox();
                Sandbox thief = new Sandbox()) {
            assertThat(api.isBound()).isTrue();
            List<String> loot =
                    List.of(victim.address(), claim.slot().address(60_000).getHostAddress(), "203.0.113.77");
            for (String address : loot) {
                Command.run(
                        List.of(
                                "nsenter",
                                "--net=" + thief.namespace.path(),
                                "ip",
                                "addr",
                                "add",
                                address + "/32",
                                "dev",
                                "eth0"),
                        "",
                        Duration.ofSeconds(10));
                assertThat(thief.peer.connectFrom(address, gateway(), RUNTIME_API))
                        .as(address)
                        .startsWith("failed");
                assertThat(thief.peer.connectFrom(address, Outside.SERVER, Outside.PORT))
                        .as(address)
                        .startsWith("failed");
            }
            // the answer to a datagram sent in another's name would come to that other
            assertThat(victim.peer.bind(victim.address())).isEqualTo("bound");
            assertThat(thief.peer.send(victim.address(), Outside.SERVER, Outside.PORT))
                    .isEqualTo("sent");
            assertThat(victim.peer.receive()).startsWith("failed");
            assertThat(thief.call(gateway(), RUNTIME_API)).isEqualTo("hello " + thief.address());
        }
    }

    @Test
    void nobodyOutsideReachesInside() throws IOException {
        try (ServerSocket api = serving(network.gateway(), RUNTIME_API);
                ServerSocket secret = serving(InetAddress.ofLiteral("0.0.0.0"), SECRET);
                Sandbox sandbox = new Sandbox()) {
            assertThat(sandbox.peer.listen("0.0.0.0", Outside.PORT)).isEqualTo("listening");
            assertThat(api.isBound()).isTrue();
            assertThat(outside.peer().connect(Outside.HOST, secret.getLocalPort()))
                    .startsWith("hello");
            assertThat(outside.peer().connect(gateway(), RUNTIME_API)).startsWith("failed");
            assertThat(outside.peer().connect(gateway(), SECRET)).startsWith("failed");
            assertThat(outside.peer().connect(sandbox.address(), Outside.PORT)).startsWith("failed");
        }
    }

    @Test
    void theHostDoesNotBecomeARouterForOthers() throws IOException {
        Assumptions.assumeTrue(Files.exists(Slot.HOME.resolve("forwarding-was-off")), "this host is a router already");
        assertThat(FORWARDING).hasContent("1");
        assertThat(Peer.call(new InetSocketAddress(Outside.OTHER_WIRE, Outside.PORT), InetAddress.ofLiteral("0.0.0.0")))
                .startsWith("hello");
        assertThat(outside.peer().connect(Outside.OTHER_WIRE, Outside.PORT)).startsWith("failed");
        try (Sandbox sandbox = new Sandbox()) {
            assertThat(sandbox.call(Outside.OTHER_WIRE, Outside.PORT)).startsWith("failed");
        }
    }

    @Test
    void noSandboxHasAnInheritance() throws IOException {
        Network first = network.take();
        network.discard(first);
        for (int i = 0; i < 100; i++) {
            Network next = network.take();
            assertThat(next.address()).isNotEqualTo(first.address());
            network.discard(next);
        }
    }

    @Test
    void aKilledInstanceLeavesNothingOnceAnotherStarts() throws Exception {
        Process life = new ProcessBuilder(Peer.java(ShortLife.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String ready = life.inputReader().readLine();
            Slot slot = new Slot(Integer.parseInt(ready), Slot.HOME);
            assertThat(slot).isNotEqualTo(claim.slot());
            assertThat(Command.run(List.of("ip", "link"), "", Duration.ofSeconds(10)))
                    .contains(slot.interfacePrefix());
            life.destroyForcibly();
            assertThat(life.waitFor(10, TimeUnit.SECONDS)).isTrue();
            SlotClaim.claim(Slot.HOME, SandboxNetworkTest::clean).close();
            assertNothingLeft(slot);
        } finally {
            life.destroyForcibly();
        }
    }

    /** An instance in a process of its own, that waits to be killed. */
    static final class ShortLife {
        private ShortLife() {}

        static void main() throws IOException {
            SlotClaim claim = SlotClaim.claim(Slot.HOME, SandboxNetworkTest::clean);
            SandboxNetwork network = SandboxNetwork.open(
                    claim.slot(), new NetworkConfig(Set.of(RUNTIME_API), Set.of(), List.of()), List.of());
            network.take();
            Peer.say(Integer.toString(claim.slot().number()));
            System.in.read();
        }
    }

    private static void clean(Slot slot) {
        SandboxNetwork.recover(slot);
    }

    private void reopen(Set<Integer> hostPorts, List<Cidr> networks) {
        network.close();
        network = open(hostPorts, networks);
    }

    private SandboxNetwork open(Set<Integer> hostPorts, List<Cidr> networks) {
        return SandboxNetwork.open(
                claim.slot(),
                new NetworkConfig(Set.of(RUNTIME_API), hostPorts, networks),
                List.of(Cidr.parse(Outside.NAME_SERVER)));
    }

    private String gateway() {
        return network.gateway().getHostAddress();
    }

    private static ServerSocket serving(InetAddress address, int port) throws IOException {
        ServerSocket server = new ServerSocket(port, 50, address);
        Thread.ofVirtual().start(() -> Peer.answer(server));
        return server;
    }

    private static List<String> hostAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address)
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static void assumeAddressTranslation() {
        try {
            Command.run(List.of("nft", "-c", "-f", "-"), """
                    table inet hearth-test {
                        chain c {
                            type nat hook prerouting priority -100;
                            tcp dport 1 dnat ip to 127.0.0.1
                        }
                    }
                    """, Duration.ofSeconds(10));
        } catch (LinuxException e) {
            Assumptions.abort("this kernel has no address translation for opened ports (nft_nat): " + e.getMessage());
        }
    }

    private void assertNothingLeft(Slot slot) throws IOException {
        assertThat(Command.run(List.of("ip", "link"), "", Duration.ofSeconds(10)))
                .doesNotContain(slot.interfacePrefix());
        assertThat(Command.run(List.of("nft", "list", "tables"), "", Duration.ofSeconds(10))
                        .lines())
                .doesNotContain("table inet " + slot.name());
        assertThat(Command.run(List.of("ip", "address", "show", "dev", "lo"), "", Duration.ofSeconds(10)))
                .doesNotContain(slot.address(1).getHostAddress() + "/");
        assertThat(slot.folder().resolve("forwarding")).doesNotExist();
    }

    /** A taken namespace with a program in it. */
    private final class Sandbox implements AutoCloseable {
        private final SandboxNetwork network;
        private final Network namespace;
        private final Peer peer;

        Sandbox() throws IOException {
            this(SandboxNetworkTest.this.network);
        }

        Sandbox(SandboxNetwork network) throws IOException {
            this.network = network;
            this.namespace = network.take();
            this.peer = Peer.in(namespace.path());
        }

        String address() {
            return namespace.address().getHostAddress();
        }

        String call(String address, int port) throws IOException {
            return peer.connect(address, port);
        }

        @Override
        public void close() throws IOException {
            peer.close();
            network.discard(namespace);
        }
    }
}
