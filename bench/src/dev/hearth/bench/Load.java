package dev.hearth.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Sends requests over some connections and times every one, in three ways. */
final class Load {
    /** More than any run makes over one connection: a bound on memory. */
    private static final int SAMPLES = 1_000_000;

    private static final int FIRST_SAMPLES = 1 << 10;

    private Load() {}

    /**
     * What came of it.
     *
     * @param latencies of the answers with a status of 200 or 202, in nanoseconds, ascending
     * @param refused how many other answers there were
     * @param refusal one of these
     */
    record Result(long[] latencies, int refused, String refusal, Duration elapsed) {
        double perSecond() {
            return latencies.length * 1e9 / elapsed.toNanos();
        }

        double medianMicros() {
            return at(0.5);
        }

        double p99Micros() {
            return at(0.99);
        }

        double worstMicros() {
            return at(1);
        }

        private double at(double part) {
            if (latencies.length == 0) {
                return Double.NaN;
            }
            return latencies[Math.min(latencies.length - 1, (int) (latencies.length * part))] / 1e3;
        }
    }

    /** The latencies that one connection has seen. */
    private static final class Samples {
        private long[] latencies = new long[FIRST_SAMPLES];
        private int count;
        private int refused;
        private String refusal = "";

        /** One answer over this connection. */
        void add(Connection connection, int status, long nanos) {
            if (status >= 300) {
                refused++;
                refusal = connection.refusal();
                return;
            }
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = nanos;
        }

        boolean isFull() {
            return count + refused >= SAMPLES;
        }
    }

    /** Something that one connection does. */
    private interface Client {
        Samples run(int number) throws Exception;
    }

    /** One request again and again: none of them may be refused. */
    static Result run(InetSocketAddress server, byte[] request, int connections, Duration duration) throws Exception {
        Result result = closed(server, List.of(request), connections, duration, 0);
        if (result.refused() > 0) {
            throw new IOException(result.refused() + " answers were no success: " + result.refusal());
        }
        return result;
    }

    /** Closed loop: each connection sends one of these requests, waits for its answer, and sends another. */
    static Result closed(InetSocketAddress server, List<byte[]> requests, int connections, Duration duration, long seed)
            throws Exception {
        return all(connections, number -> {
            Samples samples = new Samples();
            Random random = new Random(seed + number);
            try (Connection connection = new Connection(server)) {
                long end = System.nanoTime() + duration.toNanos();
                for (long begin = System.nanoTime(); begin - end < 0 && !samples.isFull(); begin = System.nanoTime()) {
                    int status = connection.call(requests.get(random.nextInt(requests.size())));
                    samples.add(connection, status, System.nanoTime() - begin);
                }
            }
            return samples;
        });
    }

    /**
     * Open loop: requests are due at random times (Poisson), whether or not earlier ones are answered. The latency of
     * each counts from when it was due, so that nothing is hidden by a request that could not be sent in time.
     */
    static Result open(
            InetSocketAddress server, byte[] request, int connections, double perSecond, Duration duration, long seed)
            throws Exception {
        long[] due = arrivals(perSecond, duration, new Random(seed));
        AtomicInteger next = new AtomicInteger();
        CountDownLatch connected = new CountDownLatch(connections);
        AtomicLong begin = new AtomicLong();
        return all(connections, number -> {
            Samples samples = new Samples();
            try (Connection connection = new Connection(server)) {
                connected.countDown();
                connected.await();
                long start = startOf(begin);
                for (int i = next.getAndIncrement(); i < due.length; i = next.getAndIncrement()) {
                    long at = start + due[i];
                    for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    int status = connection.call(request);
                    samples.add(connection, status, System.nanoTime() - at);
                }
            }
            return samples;
        });
    }

    /** The same for all connections: when the first of them asks. */
    private static long startOf(AtomicLong begin) {
        begin.compareAndSet(0, System.nanoTime());
        return begin.get();
    }

    private static long[] arrivals(double perSecond, Duration duration, Random random) {
        long[] due = new long[(int) (2 * perSecond * duration.toSeconds()) + 100];
        int count = 0;
        double at = 0;
        while (at < duration.toNanos() && count < due.length) {
            due[count++] = (long) at;
            at += -Math.log(1 - random.nextDouble()) * 1e9 / perSecond;
        }
        return Arrays.copyOf(due, count);
    }

    /** Each connection sends one of these requests, in turn, all at the same time. */
    static Result burst(InetSocketAddress server, List<byte[]> requests, int connections, Runnable atOnce)
            throws Exception {
        CountDownLatch connected = new CountDownLatch(connections);
        AtomicLong begin = new AtomicLong();
        return all(connections, number -> {
            Samples samples = new Samples();
            try (Connection connection = new Connection(server)) {
                connected.countDown();
                connected.await();
                if (number == 0) {
                    Thread.ofPlatform().start(atOnce);
                }
                long start = startOf(begin);
                samples.add(
                        connection, connection.call(requests.get(number % requests.size())), System.nanoTime() - start);
            }
            return samples;
        });
    }

    private static Result all(int connections, Client client) throws Exception {
        List<Callable<Samples>> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int number = i;
            clients.add(() -> client.run(number));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            long begin = System.nanoTime();
            List<Future<Samples>> results = threads.invokeAll(clients);
            long elapsed = System.nanoTime() - begin;
            int count = 0;
            int refused = 0;
            String refusal = "";
            for (Future<Samples> result : results) {
                count += result.get().count;
                refused += result.get().refused;
                refusal = refusal.isEmpty() ? result.get().refusal : refusal;
            }
            long[] all = new long[count];
            int at = 0;
            for (Future<Samples> result : results) {
                Samples samples = result.get();
                System.arraycopy(samples.latencies, 0, all, at, samples.count);
                at += samples.count;
            }
            Arrays.sort(all);
            return new Result(all, refused, refusal, Duration.ofNanos(elapsed));
        }
    }
}
