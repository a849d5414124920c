package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.dataplane.sandbox.NoRoomException;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.model.SandboxId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where simulated sandboxes run. It outlives a driver that is not closed, as a real machine outlives a killed program:
 * the next driver on it finds them ({@link SimulatedDriver#recover}).
 */
public final class SimulatedMachine {
    /** 198.18.0.0/15 is set apart for tests of network devices (RFC 2544): no real host has such an address. */
    private static final int FIRST_ADDRESS = (198 << 24) | (18 << 16);

    private static final int ADDRESSES = 1 << 17;

    private final ConcurrentMap<SandboxId, SimulatedSandbox> sandboxes = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private volatile int most = Integer.MAX_VALUE;
    private final AtomicInteger removalsThatFail = new AtomicInteger();

    /** Has so many of the next removals fail. */
    public void failRemovals(int count) {
        removalsThatFail.set(count);
    }

    /** Has it full once there are so many sandboxes. */
    public void holdAtMost(int count) {
        most = count;
    }

    /** Fails if the next removal is to fail. */
    void beginRemoval() {
        if (removalsThatFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new SandboxException("the removal fails, as a test wants it");
        }
    }

    void add(SimulatedSandbox sandbox) {
        if (sandboxes.size() >= most) {
            throw new NoRoomException("no more sandboxes: a test wants " + most);
        }
        if (sandboxes.putIfAbsent(sandbox.id(), sandbox) != null) {
            throw new IllegalStateException("there is a sandbox " + sandbox.id());
        }
    }

    void remove(SandboxId id) {
        sandboxes.remove(id);
    }

    List<SimulatedSandbox> sandboxes() {
        return List.copyOf(sandboxes.values());
    }

    InetAddress nextAddress() {
        int number = FIRST_ADDRESS + 1 + Math.floorMod(made.getAndIncrement(), ADDRESSES - 2);
        byte[] bytes = {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }
}
