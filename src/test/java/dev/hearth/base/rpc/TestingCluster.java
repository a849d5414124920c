package dev.hearth.base.rpc;

import dev.hearth.time.Ids;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An authority of its own, and processes that trust it, on the loopback interface. */
public final class TestingCluster {
    private static final Duration LIFE = Duration.ofHours(1);

    private final Ids ids = Ids.secure();
    private final CertificateAuthority authority = CertificateAuthority.create(Instant.now(), ids);

    /** Those of a process with these names. */
    public Credentials credentials(String... names) {
        return authority.issue(List.of(names), Instant.now(), LIFE, ids);
    }

    public RpcServer serve(String role, Handlers handlers) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return RpcServer.start(anyPort, credentials(Peer.name(role)), handlers);
    }

    /** The way of a process with some roles to another one with a role. */
    public RpcChannel connect(RpcServer to, String expected, String... roles) {
        String[] names = new String[roles.length];
        for (int i = 0; i < roles.length; i++) {
            names[i] = Peer.name(roles[i]);
        }
        return RpcChannel.to(to.address(), Peer.name(expected), credentials(names));
    }
}
