package dev.hearth.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Management calls, and what many functions cost a server that only holds them. */
final class Management {
    private static final int CLIENTS = 8;
    private static final int STARTS = 3;
    private static final int SYNCS = 200;

    private final Path home;
    private final Path work;
    private final int functions;

    Management(Path home, Path work, int functions) {
        this.home = home;
        this.work = work;
        this.functions = functions;
    }

    /** One call of the API, by its number. */
    private interface Call {
        void run(int number) throws Exception;
    }

    void run() throws Exception {
        Path many = work.resolve("many");
        byte[] zip =
                Hearth.zip(Map.of("app.py", "def handler(event, context): return 1".getBytes(StandardCharsets.UTF_8)));
        System.out.printf(
                "Management calls by %d callers, signed. Ratio: creations to writes of the disk that are synced one by"
                        + " one;%nthe others to GET /health of the same server%n",
                CLIENTS);
        try (Hearth hearth = new Hearth(home, many)) {
            hearth.create("first", "python3.13", "app.handler", 128, zip);
            double syncs = syncsPerSecond();
            perSecond(functions / 5, number -> hearth.health()); // warms up both sides
            double health = perSecond(functions, number -> hearth.health());
            double create = perSecond(
                    functions, number -> hearth.create("function-" + number, "python3.13", "app.handler", 128, zip));
            line("create, of " + functions, create, create / syncs);
            double get = perSecond(functions, number -> hearth.configuration("function-" + number));
            line("get configuration", get, get / health);
            long begin = System.nanoTime();
            int found = hearth.list();
            double pages = Math.ceilDiv(found, 50) * 1e9 / (System.nanoTime() - begin);
            line("list, pages of 50, one caller", pages, pages / health);
            if (found != functions + 1) {
                throw new IllegalStateException("of " + (functions + 1) + " functions, " + found + " are listed");
            }
        }
        System.out.println();
        starts(many);
    }

    private static void line(String what, double perSecond, double ratio) {
        System.out.printf(Locale.ROOT, "%-34s %9.0f /s %8.3f%n", what, perSecond, ratio);
    }

    private static double perSecond(int calls, Call call) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(() -> {
                int done = 0;
                for (int number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
                    call.run(number);
                    done++;
                }
                return done;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            long begin = System.nanoTime();
            for (Future<Integer> client : threads.invokeAll(clients)) {
                client.get();
            }
            return calls * 1e9 / (System.nanoTime() - begin);
        }
    }

    /** What the disk can do: a creation is at least one of these. */
    private double syncsPerSecond() throws IOException {
        Path file = work.resolve("synced");
        long begin = System.nanoTime();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                channel.write(ByteBuffer.allocate(4096));
                channel.force(false);
            }
        }
        Files.delete(file);
        return SYNCS * 1e9 / (System.nanoTime() - begin);
    }

    private void starts(Path many) throws Exception {
        System.out.println(
                "Start, from the command to ready, and memory then; ratio to a server without functions, in" + " turn");
        double[][] figures = new double[4][STARTS];
        for (int i = 0; i < STARTS; i++) {
            start(work.resolve("none"), figures[0], figures[1], i);
            start(many, figures[2], figures[3], i);
        }
        Arrays.stream(figures).forEach(Arrays::sort);
        int middle = STARTS / 2;
        System.out.printf(
                Locale.ROOT, "%-34s %9.0f ms %8.0f MiB%n", "up, no functions", figures[0][middle], figures[1][middle]);
        System.out.printf(
                Locale.ROOT,
                "%-34s %9.0f ms %8.0f MiB    ratios %.2f and %.2f%n%n",
                "up, " + functions + " functions",
                figures[2][middle],
                figures[3][middle],
                figures[2][middle] / figures[0][middle],
                figures[3][middle] / figures[1][middle]);
    }

    private void start(Path data, double[] millis, double[] mebibytes, int round) throws Exception {
        try (Hearth hearth = new Hearth(home, data)) {
            millis[round] = hearth.untilReady().toMillis();
            mebibytes[round] = hearth.residentMebibytes();
        }
    }
}
