package dev.hearth.dataplane.worker;

/**
 * The unpacked files of a function on this machine. They are not swept until they are closed. They must be closed once.
 */
sealed interface ProgramFiles extends AutoCloseable permits PackageFiles, ImageFiles {
    /** Whether some of them were unpacked for this use, and not before. */
    boolean unpackedNow();

    @Override
    void close();
}
