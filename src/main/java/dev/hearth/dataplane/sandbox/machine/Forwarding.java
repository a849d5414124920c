package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.HostLock;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * The host's switch for forwarding between interfaces, {@code net.ipv4.ip_forward}, shared by all instances: whoever
 * comes first and finds it off turns it on, whoever leaves last turns it off again. Those that were killed count for
 * nothing, whatever they left.
 *
 * <pre>
 * file in Slot.HOME      means
 * forwarding.lock        somebody looks at or changes the following
 * forwarding-was-off     it was off before Hearth came
 * slot-3/forwarding      the instance in slot 3 needs it on, if it lives
 * </pre>
 *
 * <p>Each instance leaves its note, also one that found forwarding on: somebody may turn it off later, so that the next
 * to come turns it on, and would be the one to turn it off under the others.
 */
final class Forwarding {
    static final Path SWITCH = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final String ON = "1";
    private static final String OFF = "0";

    private final Slot slot;
    private final Path host;

    /**
     * What one slot's instance does with it.
     *
     * @param host the switch, {@link #SWITCH} save in tests
     */
    Forwarding(Slot slot, Path host) {
        this.slot = slot;
        this.host = host;
    }

    /**
     * Notes that this slot needs forwarding; {@link #turnOn} then does it.
     *
     * @return whether it is on for Hearth's sake only, so that nobody else's traffic should be forwarded
     */
    boolean join() {
        try (HostLock _ = lock()) {
            touch(useFile(slot));
            boolean wasOff = Files.exists(wasOffFile()) || read().equals(OFF);
            if (wasOff) {
                touch(wasOffFile());
            }
            return wasOff;
        }
    }

    void turnOn() {
        if (!read().equals(ON)) {
            write(ON);
        }
    }

    /** Takes this slot's note back, and turns forwarding off if it was off before and nobody needs it any more. */
    void leave() {
        try (HostLock _ = lock()) {
            Files.deleteIfExists(useFile(slot));
            if (Files.exists(wasOffFile()) && !used()) {
                write(OFF);
                Files.delete(wasOffFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean used() {
        return IntStream.range(0, Slot.COUNT)
                .mapToObj(number -> new Slot(number, slot.home()))
                .anyMatch(other -> Files.exists(useFile(other)) && other.claimed());
    }

    private HostLock lock() {
        return HostLock.acquire(slot.home().resolve("forwarding.lock"));
    }

    private Path wasOffFile() {
        return slot.home().resolve("forwarding-was-off");
    }

    private static Path useFile(Slot slot) {
        return slot.folder().resolve("forwarding");
    }

    private static void touch(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read() {
        try {
            return Files.readString(host).strip();
        } catch (IOException e) {
            throw new LinuxException(host + " can't be read", e);
        }
    }

    private void write(String value) {
        try {
            Files.writeString(host, value);
        } catch (IOException e) {
            throw new LinuxException(
                    "forwarding can't be turned " + (value.equals(ON) ? "on" : "off") + " in " + host
                            + ": sandboxes could not reach the outside",
                    e);
        }
    }
}
