package dev.hearth.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends one request again and again over some connections, each waiting for its answer, and times every one. */
final class Load {
    private static final int SAMPLES = 1_000_000;

    private Load() {}

    /**
     * What came of it.
     *
     * @param latencies of all answers, in nanoseconds, ascending
     */
    record Result(long[] latencies, Duration elapsed) {
        double perSecond() {
            return latencies.length * 1e9 / elapsed.toNanos();
        }

        double medianMicros() {
            return latencies[latencies.length / 2] / 1e3;
        }

        double p99Micros() {
            return latencies[(int) (latencies.length * 0.99)] / 1e3;
        }
    }

    static Result run(InetSocketAddress server, byte[] request, int connections, Duration duration) throws Exception {
        List<Callable<long[]>> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(() -> client(server, request, duration));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            long begin = System.nanoTime();
            List<Future<long[]>> results = threads.invokeAll(clients);
            long elapsed = System.nanoTime() - begin;
            long[] all = new long[0];
            for (Future<long[]> result : results) {
                long[] some = result.get();
                all = Arrays.copyOf(all, all.length + some.length);
                System.arraycopy(some, 0, all, all.length - some.length, some.length);
            }
            Arrays.sort(all);
            return new Result(all, Duration.ofNanos(elapsed));
        }
    }

    private static long[] client(InetSocketAddress server, byte[] request, Duration duration) throws IOException {
        long[] latencies = new long[SAMPLES];
        int count = 0;
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(server);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            long end = System.nanoTime() + duration.toNanos();
            while (count < SAMPLES) {
                long begin = System.nanoTime();
                if (begin > end) {
                    break;
                }
                out.write(request);
                readAnswer(in, buffer);
                latencies[count++] = System.nanoTime() - begin;
            }
        }
        return Arrays.copyOf(latencies, count);
    }

    private static void readAnswer(InputStream in, byte[] buffer) throws IOException {
        int used = 0;
        int head = -1;
        while (head < 0) {
            int read = in.read(buffer, used, buffer.length - used);
            if (read < 0) {
                throw new IOException("closed");
            }
            used += read;
            head = endOfHead(buffer, used);
        }
        String text = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("HTTP/1.1 200")) {
            throw new IOException("not a success: " + text + new String(buffer, head, used - head));
        }
        int at = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
        int left =
                Integer.parseInt(text.substring(at + 15, text.indexOf('\r', at)).strip()) - (used - head);
        while (left > 0) {
            int read = in.read(buffer, 0, Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("closed");
            }
            left -= read;
        }
    }

    private static int endOfHead(byte[] buffer, int used) {
        for (int i = 3; i < used; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }
}
