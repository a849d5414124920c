package dev.hearth.base.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

final class TestRequests {
    private TestRequests() {}

    static java.net.http.HttpRequest get(HttpServer server, String path) {
        return java.net.http.HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .build();
    }

    /** Sends random content in chunks of random sizes and compares what comes back, on one connection. */
    static void echoChunks(HttpServer server, Random random, int times) throws IOException, InterruptedException {
        try (RawClient client = new RawClient(server.address())) {
            for (int i = 0; i < times; i++) {
                byte[] content = new byte[random.nextInt(600_000)];
                random.nextBytes(content);
                Thread sender = Thread.ofVirtual().start(() -> send(client, content, new Random(content.length)));
                byte[] back = client.read().body();
                sender.join();
                if (!MessageDigest.isEqual(digest(back), digest(content))) {
                    throw new IOException("garbled: sent " + content.length + " bytes, got " + back.length);
                }
            }
        }
    }

    private static void send(RawClient client, byte[] content, Random random) {
        try {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            int sent = 0;
            while (sent < content.length) {
                int size = Math.min(content.length - sent, 1 + random.nextInt(random.nextBoolean() ? 20 : 40_000));
                ByteArrayOutputStream chunk = new ByteArrayOutputStream(size + 10);
                chunk.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                chunk.write(content, sent, size);
                chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
                client.send(chunk.toByteArray());
                sent += size;
            }
            client.send("0\r\n\r\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
