package dev.hearth.base.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Counts what each peer of a server has. What was entered must be left once. */
final class Peers {
    private final PeerLimits limits;
    private final Map<InetAddress, Connected> connections = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> longHeads = new ConcurrentHashMap<>();
    private final AtomicInteger allConnections = new AtomicInteger();
    private final AtomicInteger allLongHeads = new AtomicInteger();

    /** A peer's open connections, and what is to be done when the last of them has ended. */
    private record Connected(int count, List<Runnable> atEnd) {
        Connected with(int more) {
            return new Connected(count + more, atEnd);
        }

        Connected with(Runnable task) {
            return new Connected(
                    count, Stream.concat(atEnd.stream(), Stream.of(task)).toList());
        }
    }

    Peers(PeerLimits limits) {
        this.limits = limits;
    }

    /** Whether the peer may have one more connection. */
    boolean enter(InetAddress peer) {
        int all = allConnections.incrementAndGet();
        int most = all > limits.crowd() ? limits.connectionsInCrowd() : limits.connections();
        Connected own = connections.merge(peer, new Connected(1, List.of()), (known, one) -> known.with(1));
        if (own.count() <= most) {
            return true;
        }
        leave(peer);
        return false;
    }

    void leave(InetAddress peer) {
        List<Runnable> tasks = new ArrayList<>();
        connections.computeIfPresent(peer, (_, known) -> {
            if (known.count() > 1) {
                return known.with(-1);
            }
            tasks.addAll(known.atEnd());
            return null;
        });
        allConnections.decrementAndGet();
        tasks.forEach(Runnable::run);
    }

    /** Runs a task once the peer has no connection: now, or on the thread of its last one. */
    void whenGone(InetAddress peer, Runnable task) {
        if (connections.computeIfPresent(peer, (_, known) -> known.with(task)) == null) {
            task.run();
        }
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
        longHeads.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
        allLongHeads.decrementAndGet();
    }
}
