package dev.hearth.neighbours.s3;

import dev.hearth.model.AccountId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The store of code packages that requests name by bucket and key: the built-in buckets, or another S3-compatible
 * store.
 */
@FunctionalInterface
public interface ObjectSource {
    /**
     * Opens an object for reading. The caller closes it.
     *
     * @param account the account that requests the object; the built-in buckets are visible to their owner only
     * @param version of the object; empty for the latest
     * @throws S3Exception with S3's code and message, if the object can't be read
     * @throws IOException if the store can't be reached, or its response is malformed
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
