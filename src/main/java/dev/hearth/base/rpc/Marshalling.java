package dev.hearth.base.rpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Converts a {@link Method} to the library's form. */
final class Marshalling {
    private Marshalling() {}

    /** @param type whether it has streams of messages */
    static <Q, A> MethodDescriptor<Q, A> descriptor(Method<Q, A> method, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(
                        new CodecMarshaller<>(method.question()), new CodecMarshaller<>(method.answer()))
                .setType(type)
                .setFullMethodName(method.name())
                .build();
    }

    private record CodecMarshaller<T>(Codec<T> codec) implements MethodDescriptor.Marshaller<T> {
        @Override
        public InputStream stream(T message) {
            return new Message<>(codec, message);
        }

        @Override
        public T parse(InputStream stream) {
            try {
                return codec.read(stream);
            } catch (IOException e) {
                throw Status.INTERNAL
                        .withDescription("not a message of this type")
                        .withCause(e)
                        .asRuntimeException();
            }
        }
    }

    /** An outgoing message, which is written directly into the connection's buffers. */
    private static final class Message<T> extends InputStream implements Drainable, KnownLength {
        private final Codec<T> codec;
        private final T message;
        private final int size;
        private @Nullable ByteArrayInputStream read;
        private boolean drained;

        Message(Codec<T> codec, T message) {
            this.codec = codec;
            this.message = message;
            this.size = codec.size(message);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            codec.write(message, target);
            drained = true;
            return size;
        }

        @Override
        public int available() {
            ByteArrayInputStream rest = read;
            return drained ? 0 : rest == null ? size : rest.available();
        }

        @Override
        public int read() throws IOException {
            return bytes().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return bytes().read(into, offset, length);
        }

        private ByteArrayInputStream bytes() throws IOException {
            ByteArrayInputStream rest = read;
            if (rest == null) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
                codec.write(message, bytes);
                rest = new ByteArrayInputStream(bytes.toByteArray());
                read = rest;
            }
            return rest;
        }
    }
}
