package dev.hearth.neighbours.s3;

import dev.hearth.model.AccountId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where code packages lie that a request only names: the built-in folder, or another S3-compatible store. */
@FunctionalInterface
public interface ObjectSource {
    /**
     * Opens an object for reading; the reader closes it.
     *
     * @param account on whose behalf: the built-in folder shows an account its own buckets only
     * @param version of the object; empty for the latest
     * @throws S3Exception with S3's code and message, if it can't be had
     * @throws IOException if the store can't be reached, or is not understood
     */
    Content open(AccountId account, String bucket, String key, Optional<String> version) throws IOException;

    /**
     * An object's content.
     *
     * @param size in bytes
     */
    record Content(InputStream stream, long size) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
