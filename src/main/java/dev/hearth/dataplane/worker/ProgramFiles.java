package dev.hearth.dataplane.worker;

/** The files that a function runs, unpacked on this machine and kept from being swept until closed, once. */
sealed interface ProgramFiles extends AutoCloseable permits PackageFiles, ImageFiles {
    @Override
    void close();
}
