package dev.hearth.dataplane.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.hearth.base.rpc.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The codec of generated messages. */
record MessageCodec<T extends MessageLite>(Parser<T> parser) implements Codec<T> {
    private static final int BUFFER_BYTES = 4096;

    @Override
    public int size(T message) {
        return message.getSerializedSize();
    }

    @Override
    public void write(T message, OutputStream to) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(to, Math.min(BUFFER_BYTES, size(message)));
        message.writeTo(coded);
        coded.flush();
    }

    @Override
    public T read(InputStream from) throws IOException {
        return parser.parseFrom(from);
    }
}
