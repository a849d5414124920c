package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.HostLock;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The world beyond this host, played by a network namespace: a public server, cloud metadata, a neighbour on the
 * private network and a name server, each with its real address and answering, so that a hole would be seen.
 */
final class Outside implements AutoCloseable {
    /** The host's own address towards them. */
    static final String HOST = "203.0.113.1";

    static final String SERVER = "203.0.113.10";
    static final String FAR_SERVER = "198.51.100.7";
    static final String METADATA = "169.254.169.254";
    static final String NEIGHBOUR = "10.77.0.5";
    /** On another wire of the host's, which is no router between the two. */
    static final String OTHER_WIRE = "192.168.77.10";

    static final String NAME_SERVER = "10.77.0.53";
    static final int PORT = 8080;
    static final int DNS_PORT = 53;

    private static final String NAMESPACE = "test-outside";
    private static final String INTERFACE = "testoutside";
    private static final String OTHER_NAMESPACE = "test-elsewhere";
    private static final String OTHER_INTERFACE = "testelsewhere";

    private final HostLock lock;
    private final Peer peer;
    private final Peer elsewhere;

    private Outside(HostLock lock, Peer peer, Peer elsewhere) {
        this.lock = lock;
        this.peer = peer;
        this.elsewhere = elsewhere;
    }

    static Outside make() throws IOException {
        HostLock lock = awaitTurn();
        remove();
        ip("""
                netns add %1$s
                link add %2$s type veth peer name eth0 netns %1$s
                link set %2$s up
                address add %3$s/24 dev %2$s
                route add 198.51.100.0/24 via 203.0.113.10 dev %2$s onlink
                route add 169.254.169.254/32 via 203.0.113.10 dev %2$s onlink
                route add 10.77.0.0/24 via 203.0.113.10 dev %2$s onlink
                netns add %4$s
                link add %5$s type veth peer name eth0 netns %4$s
                link set %5$s up
                address add 192.168.77.1/24 dev %5$s
                """.formatted(NAMESPACE, INTERFACE, HOST, OTHER_NAMESPACE, OTHER_INTERFACE));
        Command.run(List.of("ip", "-n", NAMESPACE, "-batch", "-"), """
                link set lo up
                link set eth0 up
                address add 203.0.113.10/24 dev eth0
                address add 198.51.100.7/32 dev eth0
                address add 169.254.169.254/32 dev eth0
                address add 10.77.0.5/32 dev eth0
                address add 10.77.0.53/32 dev eth0
                route add 100.64.0.0/10 via 203.0.113.1 dev eth0
                route add 192.168.77.0/24 via 203.0.113.1 dev eth0
                """, Duration.ofSeconds(10));
        Command.run(List.of("ip", "-n", OTHER_NAMESPACE, "-batch", "-"), """
                link set lo up
                link set eth0 up
                address add 192.168.77.10/24 dev eth0
                route add default via 192.168.77.1 dev eth0
                """, Duration.ofSeconds(10));
        Peer elsewhere = Peer.in(Path.of("/run/netns", OTHER_NAMESPACE));
        elsewhere.listen(OTHER_WIRE, PORT);
        Peer peer = Peer.in(Path.of("/run/netns", NAMESPACE));
        for (String address : List.of(SERVER, FAR_SERVER, METADATA, NEIGHBOUR, NAME_SERVER)) {
            peer.listen(address, PORT);
            peer.listen(address, DNS_PORT);
        }
        return new Outside(lock, peer, elsewhere);
    }

    /** What somebody out there sees when he connects. */
    Peer peer() {
        return peer;
    }

    @Override
    public void close() throws IOException {
        peer.close();
        elsewhere.close();
        remove();
        lock.close();
    }

    private static void remove() {
        for (String wire : List.of(INTERFACE, OTHER_INTERFACE)) {
            if (Files.exists(Path.of("/sys/class/net", wire))) {
                ip("link delete " + wire + "\n");
            }
        }
        for (String namespace : List.of(NAMESPACE, OTHER_NAMESPACE)) {
            if (Files.exists(Path.of("/run/netns", namespace))) {
                ip("netns delete " + namespace + "\n");
            }
        }
    }

    /** These addresses are there but once: one test at a time, of all that run on this machine. */
    private static HostLock awaitTurn() {
        for (int tries = 12; ; tries--) {
            try {
                return HostLock.acquire(Slot.HOME.resolve("test-outside.lock"));
            } catch (LinuxException e) {
                if (tries == 1) {
                    throw e;
                }
            }
        }
    }

    private static void ip(String lines) {
        Command.run(List.of("ip", "-batch", "-"), lines, Duration.ofSeconds(10));
    }
}
