package dev.hearth.base.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The form of messages of one type on the wire. */
public interface Codec<T> {
    /** The exact number of bytes that {@link #write} writes. */
    int size(T message);

    void write(T message, OutputStream to) throws IOException;

    /**
     * Reads one message, which takes all of the stream.
     *
     * @throws IOException if it is no message of this type
     */
    T read(InputStream from) throws IOException;
}
