package dev.hearth.base.http;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what each peer of a server has. What was entered must be left once. */
final class Peers {
    private final PeerLimits limits;
    private final Map<InetAddress, Integer> connections = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> longHeads = new ConcurrentHashMap<>();
    private final AtomicInteger allConnections = new AtomicInteger();
    private final AtomicInteger allLongHeads = new AtomicInteger();

    Peers(PeerLimits limits) {
        this.limits = limits;
    }

    /** Whether the peer may have one more connection. */
    boolean enter(InetAddress peer) {
        int all = allConnections.incrementAndGet();
        int most = all > limits.crowd() ? limits.connectionsInCrowd() : limits.connections();
        if (connections.merge(peer, 1, Integer::sum) <= most) {
            return true;
        }
        leave(peer);
        return false;
    }

    void leave(InetAddress peer) {
        leave(connections, peer);
        allConnections.decrementAndGet();
    }

    /** Whether the peer may have one more long head. */
    boolean enterLongHead(InetAddress peer) {
        int all = allLongHeads.incrementAndGet();
        if (longHeads.merge(peer, 1, Integer::sum) <= limits.longHeads() && all <= limits.allLongHeads()) {
            return true;
        }
        leaveLongHead(peer);
        return false;
    }

    void leaveLongHead(InetAddress peer) {
        leave(longHeads, peer);
        allLongHeads.decrementAndGet();
    }

    private static void leave(Map<InetAddress, Integer> counts, InetAddress peer) {
        counts.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
    }
}
