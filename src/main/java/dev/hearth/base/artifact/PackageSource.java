package dev.hearth.base.artifact;

import java.io.IOException;
import java.io.InputStream;

/** Where code packages are read from, by the digest of their content. */
@FunctionalInterface
public interface PackageSource {
    /**
     * The content of a package.
     *
     * @throws java.io.FileNotFoundException if there is none of that digest
     */
    InputStream open(String sha256) throws IOException;
}
