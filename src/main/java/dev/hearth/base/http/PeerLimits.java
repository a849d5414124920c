package dev.hearth.base.http;

/**
 * What one peer of a server, an address, may have of what all share.
 *
 * @param connections the most open connections; the server closes further ones at once
 * @param crowd with more open connections than this, of all peers, a peer gets no more than {@code
 *     connectionsInCrowd}
 * @param connectionsInCrowd what each peer can have, however many connections the others have
 * @param longHeads at how many connections a peer may have a head that is longer than the first buffer
 * @param allLongHeads the same for all peers together
 */
public record PeerLimits(int connections, int crowd, int connectionsInCrowd, int longHeads, int allLongHeads) {
    /** A peer may have all: it may be a load balancer for all clients. */
    public static final PeerLimits NONE = ofConnections(Integer.MAX_VALUE);

    /** No limit but that of connections. */
    public static PeerLimits ofConnections(int connections) {
        return new PeerLimits(connections, Integer.MAX_VALUE, connections, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
}
