package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.nio.file.Path;

/** Whole file systems ({@code syncfs(2)}). */
public final class FileSystems {
    private FileSystems() {}

    /** Forces to disk whatever was written to the file system that a folder is on, by anybody. Waits for it. */
    public static void sync(Path folder) {
        try (Descriptor opened = Descriptor.open(folder, 0)) {
            Kernel.checked(folder + " can't be forced to disk", Call.SYNCFS, opened.number());
        }
    }
}
