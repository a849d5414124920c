package dev.hearth.base.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The present boot of this machine. */
public final class Boot {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /** Identifies the boot; empty where the system does not tell. */
    public static String id() {
        try {
            return Files.isReadable(ID) ? Files.readString(ID).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
