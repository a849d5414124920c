package dev.hearth.dataplane.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches to their subscriber. A request has a connection of its own; lines share one as long as it lasts. It
 * waits as long as the subscriber does: a frozen one answers when it is thawed. Closing it ends a wait.
 */
final class Delivery implements AutoCloseable {
    private static final byte[] NEWLINE = {'\n'};
    private static final String HEAD_END = "\r\n\r\n";
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    private final Door door;
    private final Subscription.Destination destination;
    private volatile @Nullable SocketChannel open;
    private volatile boolean closed;

    Delivery(Door door, Subscription.Destination destination) {
        this.door = door;
        this.destination = destination;
    }

    /**
     * Delivers some events.
     *
     * @throws IOException if they did not arrive, as far as one can tell
     */
    void send(List<byte[]> events) throws IOException {
        switch (destination) {
            case Subscription.Http http -> {
                try (SocketChannel channel = connect()) {
                    request(channel, http, array(events));
                }
            }
            case Subscription.Tcp _ -> {
                SocketChannel present = open;
                SocketChannel channel = present == null || !present.isOpen() ? connect() : present;
                try {
                    write(channel, lines(events));
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
            }
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = door.connect(destination.port());
        open = channel;
        if (closed) {
            channel.close();
        }
        return channel;
    }

    private static void request(SocketChannel channel, Subscription.Http http, byte[] body) throws IOException {
        String head = http.method() + " " + http.path() + " HTTP/1.1\r\nHost: sandbox.localdomain:" + http.port()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        write(channel, head.getBytes(StandardCharsets.ISO_8859_1));
        write(channel, body);
        int status = status(channel);
        if (status / HUNDRED != SUCCESS) {
            throw new IOException("the subscriber answered " + status);
        }
    }

    /** Reads the answer, or as much of it as tells its status. */
    private static int status(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Limits.ANSWER_BYTES);
        int searched = 0; // an answer may come byte by byte
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            String unsearched =
                    new String(buffer.array(), searched, buffer.position() - searched, StandardCharsets.ISO_8859_1);
            if (unsearched.contains(HEAD_END)) {
                return number(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
            }
            searched = Math.max(0, buffer.position() - HEAD_END.length() + 1);
        }
        throw new IOException("the subscriber gave no answer");
    }

    private static int number(String head) throws IOException {
        String[] words = head.split(" ", 3);
        try {
            return Integer.parseInt(words[1].strip());
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("the subscriber's answer is no HTTP", e);
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static byte[] array(List<byte[]> events) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write('[');
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(events.get(i));
        }
        body.write(']');
        return body.toByteArray();
    }

    private static byte[] lines(List<byte[]> events) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        events.forEach(event -> {
            body.writeBytes(event);
            body.writeBytes(NEWLINE);
        });
        return body.toByteArray();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        SocketChannel channel = open;
        if (channel != null) {
            channel.close();
        }
    }
}
