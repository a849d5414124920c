package dev.hearth.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./hearth bench large}: calls with payloads of 6 MB both ways, small calls beside them, streams of 100 MB, and
 * what they leave in memory; each beside a bare server that does only the hand-off.
 */
final class Large {
    private static final int CALLERS = 32;
    private static final int EVENT_BYTES = 6_000_000;
    private static final int STREAM_BYTES = 100_000_000;
    private static final int STREAMS = 5;
    private static final int IDLE_SECONDS = 70;
    private static final int MILLIS_PER_TICK = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(4);

    private final Path home;
    private final Path work;
    private final Duration measured;

    Large(Path home, Path work, Duration measured) {
        this.home = home;
        this.work = work;
        this.measured = measured;
    }

    void run() throws Exception {
        Path program = compile("echo");
        byte[] echo = Files.readAllBytes(program);
        Figures calls = bare(
                program,
                "echo",
                (address, pid) -> calls(address, pid, request("/invoke", "{}"), request("/invoke", event())));
        double streamed = bare(
                program,
                "stream",
                (address, pid) -> streams(address, request("/stream", Integer.toString(STREAM_BYTES))));
        Figures bare = calls.with(streamed);
        Figures hearth;
        try (Hearth server = new Hearth(home, work.resolve("data"))) {
            server.deploy("small", "provided.al2023", "echo", 1024, Map.of("bootstrap", echo));
            server.deploy("large", "provided.al2023", "echo", 1024, Map.of("bootstrap", echo));
            server.deploy("stream", "provided.al2023", "stream", 1769, Map.of("bootstrap", echo));
            hearth = measure(
                    server,
                    server.signedInvoke("small"),
                    server.signedInvoke("large", event()),
                    server.signedStream("stream", Integer.toString(STREAM_BYTES)));
            print(bare, hearth);
            long loaded = server.residentMebibytes();
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            System.out.printf(
                    Locale.ROOT,
                    "%nmemory of the server: %d MiB at most, %d MiB after the load, %d MiB %d s later%n",
                    server.peakMebibytes(),
                    loaded,
                    server.residentMebibytes(),
                    IDLE_SECONDS);
        }
    }

    /**
     * What was measured of one server.
     *
     * @param perSecond calls of 6 MB both ways, of 32 callers
     * @param processor what one of them costs the server, in ms of processor time, user and system
     * @param alone the median of small calls, in µs
     * @param beside the same while the large ones run
     * @param streamed MB a second of one stream
     */
    private record Figures(
            double perSecond, double processor, double alone, double beside, double besideP99, double streamed) {
        Figures with(double stream) {
            return new Figures(perSecond, processor, alone, beside, besideP99, stream);
        }
    }

    private static void print(Figures bare, Figures hearth) {
        System.out.printf("%-52s %10s %10s %6s%n", "", "bare", "Hearth", "ratio");
        line("6 MB both ways, 32 callers: calls/s", bare.perSecond, hearth.perSecond);
        line("  processor time of the server for one, ms", bare.processor, hearth.processor);
        line("small calls alone, one caller: median, µs", bare.alone, hearth.alone);
        line("small calls beside the large: median, µs", bare.beside, hearth.beside);
        line("small calls beside the large: p99, µs", bare.besideP99, hearth.besideP99);
        line("  times the median alone", bare.beside / bare.alone, hearth.beside / hearth.alone);
        line("a stream of 100 MB: MB/s", bare.streamed, hearth.streamed);
    }

    private static void line(String name, double bare, double hearth) {
        System.out.printf(Locale.ROOT, "%-52s %10.1f %10.1f %6.2f%n", name, bare, hearth, hearth / bare);
    }

    private interface Measurement<T> {
        T of(InetSocketAddress server, long pid) throws Exception;
    }

    private <T> T bare(Path program, String handler, Measurement<T> measurement) throws Exception {
        Process server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseParallelGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        home.resolve("bench/src/dev/hearth/bench/BareHandoff.java")
                                .toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Process> runtimes = new ArrayList<>();
        try {
            int port = 0;
            var lines = server.inputReader();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("port ")) {
                    port = Integer.parseInt(line.substring(5));
                    break;
                }
            }
            start(runtimes, CALLERS + 1, program, handler, port);
            return measurement.of(new InetSocketAddress("127.0.0.1", port), server.pid());
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
            runtimes.forEach(Process::destroyForcibly);
        }
    }

    private static void start(List<Process> runtimes, int count, Path program, String handler, int port)
            throws IOException {
        for (int i = 0; i < count; i++) {
            ProcessBuilder runtime = new ProcessBuilder(program.toString());
            runtime.environment().put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + port);
            runtime.environment().put("_HANDLER", handler);
            runtimes.add(runtime.start());
        }
    }

    private static byte[] request(String path, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private Figures measure(Hearth server, byte[] small, byte[] large, byte[] stream) throws Exception {
        return calls(server.address(), server.pid(), small, large).with(streams(server.address(), stream));
    }

    private Figures calls(InetSocketAddress server, long pid, byte[] small, byte[] large) throws Exception {
        Load.run(server, small, 1, WARM_UP);
        Load.Result alone = Load.run(server, small, 1, measured.dividedBy(2));
        Load.run(server, large, CALLERS, WARM_UP);
        CompletableFuture<Load.Result> beside = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                beside.complete(Load.run(server, small, 1, measured));
            } catch (Exception e) {
                beside.completeExceptionally(e);
            }
        });
        double begin = processorMillis(pid);
        Load.Result heavy = Load.run(server, large, CALLERS, measured);
        double processor = (processorMillis(pid) - begin) / heavy.latencies().length;
        Load.Result light = beside.get();
        return new Figures(
                heavy.perSecond(), processor, alone.medianMicros(), light.medianMicros(), light.p99Micros(), 0);
    }

    /** What a process has used, in user and system mode; 0 where the system does not tell. */
    private static double processorMillis(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
    }

    /** The median rate of some streams, one after the other. */
    private static double streams(InetSocketAddress server, byte[] request) throws IOException {
        double[] rates = new double[STREAMS];
        for (int i = 0; i < STREAMS; i++) {
            long begin = System.nanoTime();
            long bytes = 0;
            try (Socket socket = new Socket()) {
                socket.connect(server);
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write(request);
                InputStream in = socket.getInputStream();
                byte[] buffer = new byte[1 << 16];
                while (bytes < STREAM_BYTES) {
                    int count = in.read(buffer);
                    if (count < 0) {
                        throw new IOException("the stream ended after " + bytes + " bytes");
                    }
                    bytes += count;
                }
            }
            rates[i] = bytes * 1e3 / (System.nanoTime() - begin);
        }
        Arrays.sort(rates);
        return rates[STREAMS / 2];
    }

    /** An array of small objects: of all JSON the dearest to check. */
    private static String event() {
        StringBuilder event = new StringBuilder(EVENT_BYTES + 128).append('[');
        for (int i = 0; event.length() < EVENT_BYTES; i++) {
            event.append(i == 0 ? "" : ",")
                    .append("{\"id\":")
                    .append(i)
                    .append(",\"name\":\"item ")
                    .append(i)
                    .append("\",\"tags\":[\"red\",\"blue\"],\"price\":12.50,")
                    .append("\"text\":\"what an order says of an item\"}");
        }
        return event.append(']').toString();
    }

    private Path compile(String name) throws IOException, InterruptedException {
        Path program = work.resolve(name);
        Process compiler = new ProcessBuilder(
                        "cc",
                        "-O2",
                        "-static",
                        "-o",
                        program.toString(),
                        home.resolve("bench/functions/" + name + ".c").toString())
                .inheritIO()
                .start();
        if (compiler.waitFor() != 0) {
            throw new IllegalStateException("bench needs a C compiler (cc) for its functions");
        }
        return program;
    }
}
