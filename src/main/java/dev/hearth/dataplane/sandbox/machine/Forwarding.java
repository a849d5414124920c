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
 * The host's switch for forwarding between interfaces, {@code net.ipv4.ip_forward}, which all instances share. The
 * first instance that finds it off turns it on, and the last one turns it off again. Killed instances don't count.
 *
 * <pre>
 * file in Slot.HOME      means
 * forwarding.lock        held while the other files are read or changed
 * forwarding-was-off     it was off before Hearth turned it on
 * slot-3/forwarding      the instance in slot 3, if it runs, needs it on
 * </pre>
 *
 * <p>An instance that finds forwarding on writes its note too. If somebody turns it off later, the next instance turns
 * it on, and must not turn it off while the first one runs.
 */
final class Forwarding {
    static final Path SWITCH = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final String ON = "1";
    private static final String OFF = "0";

    private final Slot slot;
    private final Path host;

    /**
     * The switch for one slot's instance.
     *
     * @param host the file of the switch, {@link #SWITCH} except in tests
     */
    Forwarding(Slot slot, Path host) {
        this.slot = slot;
        this.host = host;
    }

    /**
     * Notes that this slot needs forwarding; {@link #turnOn} turns it on.
     *
     * @return whether Hearth turned it on, so that other traffic must not be forwarded
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

    /** Removes this slot's note, and turns forwarding off if it was off before and no other instance needs it. */
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
