package dev.hearth.base.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Encodes and decodes messages of one type. */
public interface Codec<T> {
    /** The exact number of bytes that {@link #write} writes. */
    int size(T message);

    void write(T message, OutputStream to) throws IOException;

    /**
     * Reads one message, which is the whole stream.
     *
     * @throws IOException if it is no message of this type
     */
    T read(InputStream from) throws IOException;
}
