package dev.hearth.base.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The source of one repository's images. */
interface ImageSource {
    /**
     * A manifest or index.
     *
     * @param version a tag or digest
     * @throws ImageException with {@link ImageException.Reason#NOT_FOUND} if there is none
     */
    Document manifest(String version) throws IOException;

    /**
     * Content from a byte on, if the source supports that; else from the beginning.
     *
     * @throws ImageException with {@link ImageException.Reason#NOT_FOUND} if there is none
     */
    Content content(Descriptor descriptor, long from) throws IOException;

    /**
     * A manifest as it is stored.
     *
     * @param type its media type, if the source tells it
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Document(byte[] text, Optional<String> type) {}

    /**
     * A stream of content.
     *
     * @param from the position of its first byte
     */
    record Content(InputStream stream, long from) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
