package dev.hearth.dataplane.worker;

/** The files that a function runs, unpacked on this machine and kept from being swept until closed, once. */
sealed interface ProgramFiles extends AutoCloseable permits PackageFiles, ImageFiles {
    /** Whether some of them were unpacked when they were taken, and not before. */
    boolean unpackedNow();

    @Override
    void close();
}
