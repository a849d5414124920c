package dev.hearth.dataplane.sandbox;

import dev.hearth.model.DataSize;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes sandboxes of one kind: containers, plain processes, or simulated ones for tests.
 *
 * <p>The capabilities of a driver are data ({@link #capabilities}), so that no code asks which driver it has. Every
 * driver passes {@code SandboxDriverContract}.
 */
public interface SandboxDriver extends AutoCloseable {
    /** The name in {@code --sandbox}: {@code container}, {@code process}. */
    String name();

    SandboxCapabilities capabilities();

    /** The address at which this driver's sandboxes reach the Runtime API, which must listen on it. */
    InetAddress runtimeApiAddress();

    /**
     * Removes what killed instances left: processes, mounts, cgroups, network namespaces, firewall rules, folders.
     * Called once, before the first {@link #create}.
     *
     * @return the number of removed sandboxes, prepared empty ones included
     */
    int recover();

    /** The paths of contents in a sandbox. Pure: the same contents always have the same layout, and nothing is made. */
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

    /** The memory that all its sandboxes use now; zero where the driver can't tell. */
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
