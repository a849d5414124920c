package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.worker.Outcomes.Status;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.Logging;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the platform says of a sandbox, as text and as JSON, and at which level. */
class PlatformLogTest {
    private static final Time TIME = new Time() {
        @Override
        public Instant now() {
            return Instant.parse("2026-11-27T10:00:00.123Z");
        }

        @Override
        public long nanos() {
            return 0;
        }
    };

    private final List<String> lines = new ArrayList<>();

    @Test
    void saysLinesOfText() {
        PlatformLog log = log(Logging.text("/g"), InitializationType.ON_DEMAND);
        log.initStart("python:3.13.v0", "arn:aws:lambda:us-east-1::runtime:abc");
        log.runtimeInitialized("init", new Outcomes.Status.Success());
        log.initDone(Duration.ofMillis(100), "init");
        log.start("id");
        log.end(invocation("Root=1;Sampled=0"), report(new Status.Success()));
        assertThat(lines)
                .containsExactly(
                        "INIT_START Runtime Version: python:3.13.v0\tRuntime Version ARN: "
                                + "arn:aws:lambda:us-east-1::runtime:abc",
                        "START RequestId: id Version: $LATEST",
                        "END RequestId: id",
                        "REPORT RequestId: id\tDuration: 2.40 ms\tBilled Duration: 103 ms\tMemory Size: 128 MB\t"
                                + "Max Memory Used: 67 MB\tInit Duration: 100.25 ms\t");
    }

    @Test
    void saysJsonOfTheLevelThatIsWanted() {
        PlatformLog log = log(json(Logging.SystemLevel.INFO), InitializationType.ON_DEMAND);
        log.initStart("python:3.13.v0", "arn:aws:lambda:us-east-1::runtime:abc");
        log.runtimeInitialized("init", new Outcomes.Status.Success());
        log.initDone(Duration.ofMillis(100), "init");
        log.start("id");
        log.end(invocation("Root=1;Sampled=0"), report(new Status.Success()));
        assertThat(lines)
                .containsExactly(
                        "{\"time\":\"2026-11-27T10:00:00.123Z\",\"type\":\"platform.initStart\",\"record\":"
                                + "{\"initializationType\":\"on-demand\",\"phase\":\"init\",\"runtimeVersion\":"
                                + "\"python:3.13.v0\",\"runtimeVersionArn\":"
                                + "\"arn:aws:lambda:us-east-1::runtime:abc\"}}",
                        "{\"time\":\"2026-11-27T10:00:00.123Z\",\"type\":\"platform.start\",\"record\":"
                                + "{\"requestId\":\"id\",\"version\":\"$LATEST\"}}",
                        "{\"time\":\"2026-11-27T10:00:00.123Z\",\"type\":\"platform.report\",\"record\":"
                                + "{\"requestId\":\"id\",\"metrics\":{\"durationMs\":2.4,\"billedDurationMs\":103,"
                                + "\"memorySizeMB\":128,\"maxMemoryUsedMB\":67,\"initDurationMs\":100.25},"
                                + "\"status\":\"success\"}}");
    }

    @Test
    void saysMoreToWhoWantsMoreAndLessToWhoWantsLess() {
        PlatformLog all = log(json(Logging.SystemLevel.DEBUG), InitializationType.ON_DEMAND);
        all.runtimeInitialized("init", new Outcomes.Status.Success());
        all.initDone(Duration.ofMillis(100), "init");
        all.end(invocation("Root=1;Parent=2;Sampled=1"), report(new Status.Success()));
        assertThat(lines)
                .extracting(PlatformLogTest::type)
                .containsExactly(
                        "platform.initRuntimeDone", "platform.initReport", "platform.runtimeDone", "platform.report");
        assertThat(lines.getLast()).contains("\"tracing\":{\"spanId\":\"2\",\"type\":\"X-Amzn-Trace-Id\"");
        lines.clear();
        PlatformLog warnings = log(json(Logging.SystemLevel.WARN), InitializationType.ON_DEMAND);
        warnings.start("id");
        warnings.end(invocation("Root=1"), report(new Status.Success()));
        assertThat(lines).isEmpty();
        warnings.end(invocation("Root=1"), report(new Status.Failure("Runtime.ExitError")));
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line).contains("\"status\":\"error\",\"errorType\":\"Runtime.ExitError\""));
    }

    @Test
    void aProvisionedInitIsToldOf() {
        PlatformLog log = log(json(Logging.SystemLevel.INFO), InitializationType.PROVISIONED_CONCURRENCY);
        log.runtimeInitialized("init", new Outcomes.Status.Success());
        log.initDone(Duration.ofMillis(100), "init");
        assertThat(lines).singleElement().asString().contains("\"initializationType\":\"provisioned-concurrency\"");
    }

    private static String type(String line) {
        return line.replaceAll(".*\"type\":\"(platform\\.[A-Za-z]+)\".*", "$1");
    }

    private static Logging json(Logging.SystemLevel level) {
        return new Logging(Logging.Format.JSON, Optional.of("INFO"), Optional.of(level), "/g");
    }

    private static PlatformLog.Report report(Status status) {
        return new PlatformLog.Report(
                Duration.ofNanos(2_400_000),
                Optional.of(Duration.ofNanos(100_250_000)),
                new Reports.Memory(DataSize.ofMebibytes(128), DataSize.ofMebibytes(67)),
                status,
                5);
    }

    private static Invocation invocation(String trace) {
        return new Invocation(
                "id", new byte[0], TestingModel.arn("f"), trace, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private PlatformLog log(Logging logging, InitializationType type) {
        FunctionConfiguration plain = TestingModel.configuration("f");
        FunctionConfiguration configured = new FunctionConfiguration(
                plain.program(),
                plain.role(),
                plain.description(),
                plain.environment(),
                plain.memory(),
                plain.ephemeralStorage(),
                plain.timeout(),
                plain.architectures(),
                logging,
                plain.extra());
        FunctionVersion function = TestingModel.latest(TestingModel.arn("f"), "r", configured);
        return new PlatformLog(
                new SandboxLog((timestamp, line) -> lines.add(line.replace("\n", "")), Optional.empty(), TIME),
                function,
                type,
                TIME);
    }
}
