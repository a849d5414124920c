package dev.hearth.cli;

import dev.hearth.base.rpc.CertificateAuthority;
import dev.hearth.base.rpc.Credentials;
import dev.hearth.base.rpc.Peer;
import dev.hearth.base.store.Store;
import dev.hearth.dataplane.wire.Roles;
import dev.hearth.time.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The authority that a server and the Workers that join it trust. The server's store holds its key. */
public final class Cluster {
    private static final String SECRET = "cluster-authority";
    private static final String BETWEEN = "-----BEGIN PRIVATE KEY-----";

    /** As long as the authority's own: the server issues itself another one at each start. */
    private static final Duration SERVER_LIFE = Duration.ofDays(3_650);

    private Cluster() {}

    /** The authority, made at the first call. */
    static CertificateAuthority authority(Store store, Instant now, Ids ids) {
        String text = store.secret(SECRET, () -> {
            CertificateAuthority made = CertificateAuthority.create(now, ids);
            return made.certificate() + made.key();
        });
        int key = text.indexOf(BETWEEN);
        return new CertificateAuthority(text.substring(0, key), text.substring(key));
    }

    /** The credentials of the server itself, which has all roles but that of a Worker. */
    public static Credentials server(Store store, Instant now, Ids ids) {
        List<String> names = List.of(Peer.name(Roles.MANAGER), Peer.name(Roles.FRONTEND), Peer.name(Roles.CONTROL));
        return authority(store, now, ids).issue(names, now, SERVER_LIFE, ids);
    }
}
