package dev.hearth.dataplane.sandbox;

import dev.hearth.model.DataSize;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes sandboxes of one kind: plain processes, containers, later microVMs, or simulated ones for tests.
 *
 * <p>What a driver can and can't do is data, {@link #capabilities}; nobody asks which driver it is. Every driver passes
 * {@code SandboxDriverContract}.
 */
public interface SandboxDriver extends AutoCloseable {
    /** {@code container}, {@code process}, …: as in {@code --sandbox}. */
    String name();

    SandboxCapabilities capabilities();

    /** Where the sandboxes of this driver reach the Runtime API: the address that it must listen on. */
    InetAddress runtimeApiAddress();

    /**
     * Removes whatever an earlier life of this program left: processes, mounts, cgroups, network namespaces, firewall
     * rules, folders. Called once, before the first {@link #create}.
     *
     * @return how many sandboxes there were, with those that were kept ready for nobody yet
     */
    int recover();

    /**
     * Where a sandbox of this driver sees what it is given. Pure: the same contents always give the same layout, and
     * nothing is made.
     */
    Layout layout(Contents contents);

    /**
     * Makes an empty sandbox: limits, network, scratch space, but nothing of any function yet.
     *
     * @throws NoRoomException if this machine has as many as it can have
     * @throws SandboxException if this machine can't make it
     */
    Sandbox create(SandboxSpec spec);

    /**
     * How many sandboxes it can have at once, those included that it keeps ready.
     *
     * @param sandboxes the number
     * @param reason the limit of the machine that decides it: a clause
     */
    record Capacity(int sandboxes, String reason) {}

    /** Empty if only memory limits it. */
    default Optional<Capacity> capacity() {
        return Optional.empty();
    }

    /** What all its sandboxes use now; zero where the driver can't tell. */
    default DataSize memoryUsed() {
        return new DataSize(0);
    }

    /** The processor time that its sandboxes have used, destroyed ones too; zero where the driver can't tell. */
    default Duration processorTime() {
        return Duration.ZERO;
    }

    /** Destroys every sandbox and all that the driver made on the machine. */
    @Override
    void close();
}
