package dev.hearth.base.linux;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The capabilities that this kernel knows ({@code capabilities(7)}). */
public final class Capabilities {
    private static final Path LAST = Path.of("/proc/sys/kernel/cap_last_cap");

    /** A number of two digits and the end of the line, with room to spare. */
    private static final int NUMBER_BYTES = 16;

    private Capabilities() {}

    /**
     * The number of the last capability. The file is read with one call, because the kernel returns nothing to a second
     * one.
     */
    public static int last() {
        try (Descriptor file = Descriptor.open(LAST, 0)) {
            return Integer.parseInt(new String(file.read(NUMBER_BYTES), StandardCharsets.US_ASCII).strip());
        }
    }
}
