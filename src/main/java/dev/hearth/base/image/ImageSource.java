package dev.hearth.base.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where one repository's images are read from. */
interface ImageSource {
    /**
     * A manifest or index.
     *
     * @param version a tag or digest
     * @throws ImageException with {@link ImageException.Reason#NOT_FOUND} if there is none
     */
    Document manifest(String version) throws IOException;

    /**
     * Content, from this byte on if the source can begin there.
     *
     * @throws ImageException with {@link ImageException.Reason#NOT_FOUND} if there is none
     */
    Content content(Descriptor descriptor, long from) throws IOException;

    /**
     * A manifest as it is stored.
     *
     * @param type what the source says it is, if it says so
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Document(byte[] text, Optional<String> type) {}

    /**
     * Bytes to come.
     *
     * @param from the place of the first one
     */
    record Content(InputStream stream, long from) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
