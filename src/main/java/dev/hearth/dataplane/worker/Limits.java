package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** The worker's limits. */
final class Limits {
    /** The pause before the removal of a sandbox is tried again that failed: what was in its way may be over. */
    static final Duration REMOVAL_PAUSE = Duration.ofMillis(100);

    /** The pause doubles up to this: what does not go away by itself is a matter for people. */
    static final Duration REMOVAL_PAUSE_MOST = Duration.ofMinutes(1);

    /** What a runtime takes to end after it reported that init failed; what it prints meanwhile is of interest. */
    static final Duration EXIT_AFTER_INIT_ERROR = Duration.ofMillis(500);

    /**
     * What a runtime takes to ask for more after it reported an error. AWS's client for Java prints the error only
     * then, and that of Node.js may end its process; on Lambda an invocation lasts until the runtime asks again.
     */
    static final Duration REST_AFTER_ERROR = Duration.ofMillis(500);

    /**
     * What a runtime has to ask for more after it answered, if it once did not: as long as a call waits for it in a
     * sandbox that was given back before ({@code runtimeapi.Limits.PICK_UP}).
     */
    static final Duration REST_AFTER_ANSWER = Duration.ofSeconds(2);

    /** The same for a function with this timeout. */
    static Duration restAfterAnswer(Duration timeout) {
        return timeout.compareTo(REST_AFTER_ANSWER) < 0 ? timeout : REST_AFTER_ANSWER;
    }

    /**
     * What an environment with external extensions has to end. From "Lambda execution environment lifecycle", "Shutdown
     * phase", as the next one.
     */
    static final Duration SHUTDOWN_EXTERNAL = Duration.ofSeconds(2);

    /** What one has that has internal extensions only; one without extensions has nothing. */
    static final Duration SHUTDOWN_INTERNAL = Duration.ofMillis(500);

    /** What a runtime has to end, after SIGTERM, before the external extensions are told. */
    static final Duration SHUTDOWN_RUNTIME = Duration.ofMillis(300);

    /** What subscribers have to take the last events of an environment, of the time that it has to end. */
    static final Duration TELEMETRY_FLUSH = Duration.ofMillis(300);

    /** Some 200 bytes each: 200 KB. Over that, the list begins anew. */
    static final int SILENT_RUNTIMES = 1_000;

    /**
     * How long the first call of a function that imports the AWS SDK waits while that is being made: less than the
     * minute after which AWS's clients give up.
     */
    static final Duration SDK_WAIT = Duration.ofSeconds(50);

    /** What the driver takes to tell that a process ended whose connection broke in the middle of an answer. */
    static final Duration EXIT_AFTER_TRUNCATION = Duration.ofMillis(500);

    /** Eight packages of the largest size, a thousand usual ones, or 131,072 small files. */
    static final DataSize CODE = DataSize.ofMebibytes(2_048);

    /** File systems give space to files in blocks of this size, mostly. */
    static final long BLOCK_BYTES = 4 * 1024;

    /** ext4 makes an inode for each 16 KB of a file system, so that much of it is used up with each file. */
    static final long INODE_BYTES = 16 * 1024;

    /** Digests in a report, of packages and of images each: about as many as the functions that a machine runs. */
    static final int REPORTED_CODE = 100;

    /** Unpacked images, beside those in use: four of the largest size, or some hundred usual ones. */
    static final DataSize IMAGES = DataSize.ofMebibytes(40 * 1024);

    /**
     * A caller in a loop comes back within a few milliseconds and should find the sandbox running. Until this time is
     * over, an idle runtime costs nothing but its wait in a read.
     */
    static final Duration FREEZE_GRACE = Duration.ofMillis(100);

    /** {@code LogResult} of Invoke. */
    static final int LOG_TAIL_BYTES = 4 * 1024;

    /** The text of a runtime client's log call: as much as an answer of a function, which may be logged whole. */
    static final int FRAME_BYTES = 6 * 1024 * 1024;

    /** A log call is read at once, unless its sandbox was frozen or a laptop slept: a week covers that. */
    static final Duration FRAME_AGE = Duration.ofDays(7);

    /** Between readings of a sandbox's memory: short invocations in a row share one. */
    static final Duration MEMORY_READING = Duration.ofMillis(100);

    /** An invocation at least so long gets a reading of its own: it costs a hundredth of that. */
    static final Duration MEMORY_READING_WORTHWHILE = Duration.ofMillis(10);

    /** Between the measures of a sandbox in the long run: 500 busy sandboxes cost a twentieth of a processor. */
    static final Duration MEASURE_PERIOD = Duration.ofSeconds(1);

    /** How far measures may be ahead of that: five can follow one another at once. */
    static final Duration MEASURES_AHEAD = MEASURE_PERIOD.multipliedBy(4);

    /** Cold starts that come within this time count as having come at once: a program takes as long to start. */
    static final Duration STEM_BURST = Duration.ofSeconds(1);

    /** A burst is mostly followed by another within minutes, or by none. */
    static final Duration STEM_HALF_LIFE = Duration.ofMinutes(2);

    /** As long as an idle sandbox stays by default. */
    static final Duration STEM_KEPT = Duration.ofMinutes(10);

    /** After a failure: what is wrong with an interpreter is mended by people. */
    static final Duration STEM_REFUSED = Duration.ofMinutes(10);

    /** Kinds that are remembered, some 500 bytes each: Node.js has one for each size of memory. */
    static final int STEM_KINDS = 64;

    /** What a program has that waits, and counts as taken: as much as the smallest function. */
    static final DataSize STEM_MEMORY = DataSize.ofMebibytes(128);

    /** Lambda's default for {@code EphemeralStorage}; functions with another size get a new sandbox. */
    static final DataSize STEM_SCRATCH = DataSize.ofMebibytes(512);

    /** By then the cold start that took one is mostly over, and what replaces it takes no processor time from it. */
    static final Duration STEM_DELAY = Duration.ofMillis(50);

    /** How long one too many may stay. */
    static final Duration STEM_REVIEW = Duration.ofSeconds(30);

    /** The part of the sandboxes' memory that programs may take that wait, unless the operator names their number. */
    static final int STEM_SHARE = 16;

    /** How many of them are worth while, unless the operator says more: cold starts at once of some functions. */
    static final int STEM_CELLS = 8;

    /** What the API tells of provisioned concurrency whose function fails in its init phase. */
    static final String INIT_FAILURE = "FUNCTION_ERROR_INIT_FAILURE";

    private Limits() {}
}
