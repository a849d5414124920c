package dev.hearth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the processors have done since the machine started, in ticks; nothing where the system does not tell.
 *
 * @param busy all but waiting
 */
record Processors(long busy, long all) {
    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final Path LOAD = Path.of("/proc/loadavg");

    static Processors now() throws IOException {
        if (!Files.exists(STATISTICS)) {
            return new Processors(0, 0);
        }
        long[] ticks = Arrays.stream(
                        Files.readAllLines(STATISTICS).getFirst().trim().split("\\s+"))
                .skip(1)
                .mapToLong(Long::parseLong)
                .limit(8)
                .toArray();
        long all = Arrays.stream(ticks).sum();
        return new Processors(all - ticks[3] - ticks[4], all); // idle, and idle while a disk works
    }

    /** The part of the time since then in which they worked. */
    double busySince(Processors before) {
        return all == before.all ? Double.NaN : (double) (busy - before.busy) / (all - before.all);
    }

    /** What others do on the machine, as the system counts it. */
    static String loadAverage() throws IOException {
        return Files.exists(LOAD) ? Files.readString(LOAD).split(" ")[0] : "unknown";
    }
}
