package dev.hearth.base.artifact;

import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Code packages by the digest of their content. What {@link #put} has returned is on disk. */
public interface ArtifactStore extends PackageSource {
    /** Keeps a package; the same content twice is one. */
    CodePackage put(InputStream content) throws IOException;

    boolean contains(String sha256);

    /**
     * Reads a whole package, as unpacking it would, and writes nothing.
     *
     * @return the size of its contents
     * @throws BadPackageException if it is at fault
     */
    DataSize check(String sha256) throws IOException;

    /** Removes the packages that are not in {@code used} and older than a grace time. */
    int sweep(Set<String> used) throws IOException;
}
