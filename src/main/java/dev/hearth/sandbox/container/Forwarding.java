package dev.hearth.sandbox.container;

import dev.hearth.linux.HostLock;
import dev.hearth.linux.LinuxException;
import dev.hearth.linux.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * The host's switch for forwarding between interfaces, {@code net.ipv4.ip_forward}, shared by all instances: whoever
 * comes first and finds it off turns it on, whoever leaves last turns it off again.
 *
 * <pre>
 * file in Slot.HOME      means
 * forwarding.lock        somebody looks at or changes the following
 * forwarding-was-off     it was off before Hearth came
 * slot-3/forwarding      the instance in slot 3 needs it on
 * </pre>
 */
final class Forwarding {
    private static final Path SWITCH = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final String ON = "1";
    private static final String OFF = "0";

    private final Slot slot;

    Forwarding(Slot slot) {
        this.slot = slot;
    }

    /**
     * Notes that this slot needs forwarding; {@link #turnOn} then does it.
     *
     * @return whether it is on for Hearth's sake only, so that nobody else's traffic should be forwarded
     */
    boolean join() {
        try (HostLock _ = lock()) {
            boolean wasOff = Files.exists(wasOffFile()) || read().equals(OFF);
            if (wasOff) {
                touch(wasOffFile());
                touch(useFile(slot));
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
        if (!Files.exists(wasOffFile())) {
            return;
        }
        try (HostLock _ = lock()) {
            Files.deleteIfExists(useFile(slot));
            boolean used = IntStream.range(0, Slot.COUNT)
                    .mapToObj(number -> useFile(new Slot(number, slot.home())))
                    .anyMatch(Files::exists);
            if (!used && Files.exists(wasOffFile())) {
                write(OFF);
                Files.delete(wasOffFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private static String read() {
        try {
            return Files.readString(SWITCH).strip();
        } catch (IOException e) {
            throw new LinuxException(SWITCH + " can't be read", e);
        }
    }

    private static void write(String value) {
        try {
            Files.writeString(SWITCH, value);
        } catch (IOException e) {
            throw new LinuxException(
                    "forwarding can't be turned " + (value.equals(ON) ? "on" : "off") + " in " + SWITCH
                            + ": sandboxes could not reach the outside",
                    e);
        }
    }
}
