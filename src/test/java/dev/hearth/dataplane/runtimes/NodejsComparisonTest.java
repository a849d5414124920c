package dev.hearth.dataplane.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimes.RecordingRuntimeApi.Event;
import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hearth's bootstrap for Node.js does what AWS's {@code aws-lambda-ric} does, call by call: as release 3 of it does for
 * runtimes up to nodejs22.x, and as release 4 does from nodejs24.x on. AWS's JavaScript runs on a double of its native
 * half, which only carries bytes.
 */
class NodejsComparisonTest {
    private static final Path TASK =
            Path.of("src/test/functions/nodejs/compare").toAbsolutePath();
    private static final Path DOUBLE = Path.of(
                    "src/test/resources/dev/hearth/dataplane/runtimes/rapid-client-double.cjs")
            .toAbsolutePath();
    private static final Map<String, String> JSON_LOGS =
            Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "INFO");

    /** From release 4 on, AWS's client asks for the next event without waiting for such a failure's delivery. */
    private static final Set<String> UNDELIVERED = Set.of(
            "streams.notAsync",
            "streams.fails",
            "streams.failsEarly",
            "streams.failsWithText",
            "streams.typedLate",
            "streams.ends",
            "streams.httpLate");

    private static RuntimeInstallation hearth;
    private static Path callbacks;
    private static Path promises;

    record Case(int major, String handler, Map<String, String> environment, List<Event> events) {
        @Override
        public String toString() {
            return "nodejs" + major + ".x " + handler + " " + environment + " " + events;
        }
    }

    @BeforeAll
    static void findBoth() throws IOException, InterruptedException {
        Optional<RuntimeInstallation> found = new MachineRuntimes(
                        List.of(Path.of("runtimes")), Path.of("target/test-runtimes"), System.getenv())
                .find(new RuntimeIdentifier("nodejs20.x"));
        Assumptions.assumeTrue(found.isPresent(), "there is no Node.js on this machine");
        hearth = found.get();
        callbacks = OfficialClients.nodejs("3.3.0");
        Files.writeString(callbacks.resolve("dist/rapid-client.node"), "");
        promises = OfficialClients.nodejs("4.0.2");
        Files.writeString(promises.resolve("rapid-client.node"), "");
    }

    static List<Case> cases() {
        return Stream.of(20, 24).flatMap(NodejsComparisonTest::cases).toList();
    }

    private static Stream<Case> cases(int major) {
        Stream<Case> twice = Stream.of(
                        "echo",
                        "plainReturn",
                        "nothing",
                        "rich",
                        "context",
                        "callback",
                        "lateCallback",
                        "noWait",
                        "callbackError",
                        "callbackText",
                        "callbackTwice",
                        "never",
                        "done",
                        "succeed",
                        "fail",
                        "failWithNothing",
                        "throws",
                        "rejects",
                        "rejectsText",
                        "rejectsObject",
                        "circular",
                        "big",
                        "leave",
                        "uncaught",
                        "unhandled",
                        "logs",
                        "logsError",
                        "nested.deep",
                        "notFunction",
                        "missing")
                .map(name -> of(major, "handlers." + name, Map.of(), "{\"a\": [1, 2.50, \"\\u00fc\"]}", "[]"));
        Stream<Case> loading = Stream.of(
                        "needsMissing.handler",
                        "absent.handler",
                        "brokenSyntax.handler",
                        "failsEarly.handler",
                        "leavesEarly.handler",
                        "module.handler",
                        "common.handler",
                        "esm/index.handler",
                        "streams.handler",
                        "streams.http",
                        "streams.notAsync",
                        "nodots",
                        "../x.handler")
                .filter(handler -> major < 24 || !UNDELIVERED.contains(handler))
                .map(handler -> of(major, handler, Map.of(), "{}"));
        return Stream.of(twice, loading, streams(major), settings(major)).flatMap(one -> one);
    }

    private static Stream<Case> streams(int major) {
        return Stream.of(
                        "fails",
                        "failsEarly",
                        "failsWithText",
                        "failsAfterTheEnd",
                        "typed",
                        "typedLate",
                        "returnsSomething",
                        "piped",
                        "bytes",
                        "callbacks",
                        "empty",
                        "ends",
                        "looks",
                        "httpLate",
                        "httpWhole",
                        "httpEmpty",
                        "httpNothing",
                        "large")
                .map(name -> "streams." + name)
                .filter(handler -> major < 24 || !UNDELIVERED.contains(handler))
                .map(handler -> of(major, handler, Map.of(), "{}", "{}"));
    }

    private static Stream<Case> settings(int major) {
        Stream<Case> events = Stream.of("null", "1", "\"x\"").map(body -> of(major, "handlers.echo", Map.of(), body));
        Stream<Case> logs = Stream.of(
                        "handlers.logs",
                        "handlers.logsError",
                        "handlers.throws",
                        "handlers.rejectsText",
                        "failsEarly.handler")
                .map(handler -> of(major, handler, JSON_LOGS, "{}"));
        Stream<Case> headers = Stream.of(
                        Map.of(
                                "Lambda-Runtime-Client-Context",
                                "{\"client\":{\"app_title\":\"t\"},\"Custom\":{\"a\":1}}",
                                "Lambda-Runtime-Cognito-Identity",
                                "{\"cognitoIdentityId\":\"i\",\"cognitoIdentityPoolId\":\"p\"}",
                                "Lambda-Runtime-Aws-Tenant-Id",
                                "tenant"),
                        Map.of("Lambda-Runtime-Trace-Id", ""))
                .map(extra -> new Case(
                        major,
                        "handlers.context",
                        Map.of(),
                        List.of(new Event("{}", extra), new Event("{}", Map.of()))));
        Stream<Case> levels = Stream.of("WARN", "fatal", "nonsense")
                .map(level -> of(major, "handlers.logs", Map.of("AWS_LAMBDA_LOG_LEVEL", level), "{}"));
        Stream<Case> framed = Stream.of("handlers.logs", "handlers.logsError", "handlers.rejects")
                .flatMap(handler -> Stream.of(Map.<String, String>of(), JSON_LOGS)
                        .map(logging -> {
                            Map<String, String> environment = new HashMap<>(logging);
                            environment.put("_LAMBDA_TELEMETRY_LOG_FD", "1");
                            return of(major, handler, environment, "{}");
                        }));
        return Stream.of(events, logs, headers, levels, framed).flatMap(one -> one);
    }

    private static Case of(int major, String handler, Map<String, String> environment, String... bodies) {
        return new Case(
                major,
                handler,
                environment,
                Stream.of(bodies).map(body -> new Event(body, Map.of())).toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesAsTheOfficialClientDoes(Case one) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_EXECUTION_ENV", "AWS_Lambda_nodejs" + one.major() + ".x",
                "LAMBDA_TASK_ROOT", TASK.toString(),
                "_HANDLER", one.handler()));
        environment.putAll(one.environment());
        String node = hearth.interpreter().toString();
        Path script = one.major() < 24 ? callbacks.resolve("bin/index.mjs") : promises.resolve("index.mjs");
        Rehearsal expected = Rehearsal.of(
                List.of(node, "--require", DOUBLE.toString(), script.toString(), one.handler()),
                environment,
                TASK,
                one.events());
        Rehearsal actual = Rehearsal.of(
                List.of(node, hearth.runtime().folder().resolve("index.cjs").toString()),
                environment,
                TASK,
                one.events());
        assertThat(readable(actual)).isEqualTo(readable(expected));
    }

    /** Without the time, the frames of either runtime's own code, and what only the official program says of itself. */
    private static String readable(Rehearsal rehearsal) {
        String text = new String(rehearsal.shown().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        String own = "(?:aws-lambda-ric|test-runtimes/nodejs-|node:)";
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z", "TIME")
                .replaceAll("Executing '.*' in function directory '.*'\n", "")
                .replaceAll(",? ?\"    at [^\"]*" + own + "[^\"]*\"", "")
                .replaceAll("    at [^\"\n\r]*" + own + "[^\"\n\r]*[\n\r]?", "")
                .replaceAll(",?\\{\"path\":\"[^\"]*" + own + "[^\"]*\",[^}]*\\}", "")
                .replaceAll("\\{\"path\":\"(?:file|at|node)[^}]*\\},?", "")
                .replaceAll("\\[,\\]", "[]")
                .replaceAll("\"paths\":\\[[^]]*]", "")
                .replaceAll("/[^ \"]*" + own + "[^ \"\\\\]*index.mjs", "RUNTIME");
    }
}
