package dev.hearth.app;

import dev.hearth.controlplane.ControlPlane;
import dev.hearth.dataplane.runtimes.sdk.MachineSdks;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes unused code packages, old uploads, old logs and replaced SDKs from time to time. */
record Sweeps(ControlPlane controlPlane, BucketFolder buckets, LogStore logs, MachineSdks sdks) {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);

    private static final Duration INTERVAL = Duration.ofMinutes(10);

    /** Removes unused files. Returns how many were removed. */
    private interface Sweep {
        int run() throws IOException;
    }

    /**
     * Sweeps until the server ends.
     *
     * @param wait waits for a time; false if the server has ended meanwhile
     */
    void run(Predicate<Duration> wait) {
        while (wait.test(INTERVAL)) {
            sweep("unused code packages", controlPlane::sweepPackages);
            sweep("abandoned multipart uploads", buckets::sweep);
            sweep("log files that are older than the retention of their groups", logs::sweep);
            sweep("replaced AWS SDKs", sdks::sweep);
        }
    }

    /** Runs one sweep. Its failure does not stop the other sweeps. */
    private static void sweep(String what, Sweep work) {
        try {
            int swept = work.run();
            if (swept > 0) {
                LOG.info("removed {} {}", swept, what);
            }
        } catch (IOException | RuntimeException | Error notNow) {
            LOG.warn("can't remove {} now", what, notNow);
        }
    }
}
