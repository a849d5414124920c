package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.nio.file.Path;

/** Whole file systems ({@code syncfs(2)}). */
public final class FileSystems {
    private FileSystems() {}

    /** Forces the whole file system of a folder to disk, with what other programs have written. */
    public static void sync(Path folder) {
        try (Descriptor opened = Descriptor.open(folder, 0)) {
            Kernel.checked(folder + " can't be forced to disk", Call.SYNCFS, opened.number());
        }
    }
}
