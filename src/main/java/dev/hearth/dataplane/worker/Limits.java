package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** The worker's limits. */
final class Limits {
    /** The pause before a failed removal of a sandbox is repeated. */
    static final Duration REMOVAL_PAUSE = Duration.ofMillis(100);

    /** The longest pause. Pauses double, and an operator has to look at a failure that lasts. */
    static final Duration REMOVAL_PAUSE_MOST = Duration.ofMinutes(1);

    /** The time in which a runtime ends after it reported that init failed. Its output until then is logged. */
    static final Duration EXIT_AFTER_INIT_ERROR = Duration.ofMillis(500);

    /**
     * The time in which a runtime asks for the next invocation after it reported an error. AWS's client for Java prints
     * the error only then, and the one for Node.js may end its process. On Lambda an invocation lasts until the runtime
     * asks.
     */
    static final Duration REST_AFTER_ERROR = Duration.ofMillis(500);

    /**
     * The time in which a runtime must ask for the next invocation after its answer, if it once did not. A call in a
     * sandbox that was given back early waits as long ({@code runtimeapi.Limits.PICK_UP}).
     */
    static final Duration REST_AFTER_ANSWER = Duration.ofSeconds(2);

    /** That time for a function with this timeout. */
    static Duration restAfterAnswer(Duration timeout) {
        return timeout.compareTo(REST_AFTER_ANSWER) < 0 ? timeout : REST_AFTER_ANSWER;
    }

    /**
     * The time in which an environment with external extensions must end. From "Lambda execution environment
     * lifecycle", "Shutdown phase", as the next one.
     */
    static final Duration SHUTDOWN_EXTERNAL = Duration.ofSeconds(2);

    /**
     * The time in which an environment with only internal extensions must end. Without extensions it is ended at once.
     */
    static final Duration SHUTDOWN_INTERNAL = Duration.ofMillis(500);

    /** The time between SIGTERM to the runtime and the event for external extensions. */
    static final Duration SHUTDOWN_RUNTIME = Duration.ofMillis(300);

    /** The part of the shutdown time in which subscribers get the last events. */
    static final Duration TELEMETRY_FLUSH = Duration.ofMillis(300);

    /** Functions with silent runtimes, some 200 bytes each: 200 KB. When there are more, the list is emptied. */
    static final int SILENT_RUNTIMES = 1_000;

    /**
     * The wait of a function's first call for the AWS SDK that is being made: less than the minute after which AWS's
     * clients give up.
     */
    static final Duration SDK_WAIT = Duration.ofSeconds(50);

    /** The time in which the driver reports the end of a process whose connection broke within an answer. */
    static final Duration EXIT_AFTER_TRUNCATION = Duration.ofMillis(500);

    /** The size of unpacked packages: eight of the largest size, a thousand usual ones, or 131,072 small files. */
    static final DataSize CODE = DataSize.ofMebibytes(2_048);

    /** The usual size of a block of a file system. */
    static final long BLOCK_BYTES = 4 * 1024;

    /** The bytes of a file system for each inode of ext4, which each file takes. */
    static final long INODE_BYTES = 16 * 1024;

    /** The digests in a report, of packages and of images each: about as many as the functions that a machine runs. */
    static final int REPORTED_CODE = 100;

    /** The size of unpacked images without those in use: four of the largest size, or some hundred usual ones. */
    static final DataSize IMAGES = DataSize.ofMebibytes(40 * 1024);

    /**
     * How long a sandbox is idle before it is frozen: a caller in a loop returns within a few milliseconds and should
     * find the sandbox running. An idle runtime is blocked in a read and takes no processor time.
     */
    static final Duration FREEZE_GRACE = Duration.ofMillis(100);

    /** {@code LogResult} of Invoke. */
    static final int LOG_TAIL_BYTES = 4 * 1024;

    /** The greatest text of a log call's frame: the size of an answer of a function, which may be logged whole. */
    static final int FRAME_BYTES = 6 * 1024 * 1024;

    /**
     * The greatest age of a log call: it is read at once, unless its sandbox was frozen or the machine slept. A week
     * covers that.
     */
    static final Duration FRAME_AGE = Duration.ofDays(7);

    /** The interval of memory readings of a sandbox: short invocations in a row share one. */
    static final Duration MEMORY_READING = Duration.ofMillis(100);

    /** The least duration of an invocation with a reading of its own, which costs a hundredth of that. */
    static final Duration MEMORY_READING_WORTHWHILE = Duration.ofMillis(10);

    /** The mean interval of measurements of a sandbox: 500 busy sandboxes cost a twentieth of a processor. */
    static final Duration MEASURE_PERIOD = Duration.ofSeconds(1);

    /** How far measurements may be ahead of that interval: five in a row. */
    static final Duration MEASURES_AHEAD = MEASURE_PERIOD.multipliedBy(4);

    /** The time within which cold starts count as simultaneous: the time to start a stem cell. */
    static final Duration STEM_BURST = Duration.ofSeconds(1);

    /**
     * The time in which the number of stem cells halves: most bursts are followed by another within minutes, or by
     * none.
     */
    static final Duration STEM_HALF_LIFE = Duration.ofMinutes(2);

    /** How long the last stem cell stays after a cold start: as long as an idle sandbox by default. */
    static final Duration STEM_KEPT = Duration.ofMinutes(10);

    /** The pause of a kind after a failure, because an operator has to repair the interpreter. */
    static final Duration STEM_REFUSED = Duration.ofMinutes(10);

    /** The kinds of stem cells that are counted, some 500 bytes each: Node.js has one for each size of memory. */
    static final int STEM_KINDS = 64;

    /** The memory limit of a stem cell, which counts as taken: that of the smallest function. */
    static final DataSize STEM_MEMORY = DataSize.ofMebibytes(128);

    /** Lambda's default for {@code EphemeralStorage}; functions with another size get a new sandbox. */
    static final DataSize STEM_SCRATCH = DataSize.ofMebibytes(512);

    /**
     * The delay before stem cells are started: the cold start has ended by then and does not compete for processors.
     */
    static final Duration STEM_DELAY = Duration.ofMillis(50);

    /** How long a surplus stem cell may stay. */
    static final Duration STEM_REVIEW = Duration.ofSeconds(30);

    /** The part of sandboxes' memory that stem cells may take, unless the operator sets their number. */
    static final int STEM_SHARE = 16;

    /** The number of stem cells, unless the operator sets it: simultaneous cold starts of some functions. */
    static final int STEM_CELLS = 8;

    /** The API's reason for provisioned concurrency whose function fails in init. */
    static final String INIT_FAILURE = "FUNCTION_ERROR_INIT_FAILURE";

    private Limits() {}
}
