package dev.hearth.dataplane.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimes.RecordingRuntimeApi.Event;
import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hearth's bootstrap for Python does what AWS's {@code awslambdaric} does, call by call, on the same interpreter. */
class PythonComparisonTest {
    private static final Path TASK =
            Path.of("src/test/functions/python/compare").toAbsolutePath();
    private static final Map<String, String> JSON_LOGS =
            Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "INFO");

    private static RuntimeInstallation hearth;
    private static Path official;

    record Case(String handler, Map<String, String> environment, List<Event> events) {
        @Override
        public String toString() {
            return handler + " " + environment + " " + events;
        }
    }

    @BeforeAll
    static void findBoth() throws IOException, InterruptedException {
        Optional<RuntimeInstallation> found = new MachineRuntimes(
                        List.of(Path.of("runtimes")), Path.of("target/test-runtimes"), System.getenv())
                .find(new RuntimeIdentifier("python3.13"));
        Assumptions.assumeTrue(found.isPresent(), "there is no Python on this machine");
        hearth = found.get();
        official = OfficialClients.python(hearth.interpreter(), hearth.interpreterVersion());
    }

    static List<Case> cases() {
        Stream<Case> twice = Stream.of(
                        "echo",
                        "context",
                        "rich",
                        "plain",
                        "raw",
                        "text",
                        "nothing",
                        "unwritable",
                        "unwritable_key",
                        "circular",
                        "broken_bytes",
                        "refuse",
                        "chained",
                        "deep",
                        "no_message",
                        "leave",
                        "vanish",
                        "prints",
                        "logs",
                        "missing")
                .map(name -> of("handlers." + name, Map.of(), "{\"a\": [1, 2.50, \"\\u00fc\"]}", "[]"));
        Stream<Case> loading = Stream.of(
                        "needs_missing.handler",
                        "absent.handler",
                        "broken_syntax.handler",
                        "fails_early.handler",
                        "leaves_early.handler",
                        "logs_early.handler",
                        "nested.inner.handler",
                        "nested/inner.handler",
                        "sys.exit",
                        "nodots",
                        "",
                        ".x")
                .map(handler -> of(handler, Map.of(), "{}"));
        Stream<Case> events = Stream.of(
                        "",
                        "{",
                        "[",
                        "[1",
                        "[1,]",
                        "{\"a\":1,}",
                        "{a}",
                        "nul",
                        "NaN",
                        "[-Infinity]",
                        "1 2",
                        "\"\\x\"",
                        "\"\n\"",
                        "\"\\u12\"",
                        "\"open",
                        "01",
                        "-",
                        " 12345678901234567890 ",
                        "1e5",
                        "\"\\ud83d\\ude00\"",
                        "\u00ef\u00bb\u00bf{}",
                        "\u00ff",
                        "{\"a\" 1}",
                        "[1 2]",
                        "{\"a\":1 \"b\"}")
                .map(body -> of("handlers.echo", Map.of(), body));
        return Stream.of(twice, loading, events, settings()).flatMap(one -> one).toList();
    }

    private static Stream<Case> settings() {
        Stream<Case> logs = Stream.of(
                        "handlers.logs",
                        "handlers.refuse",
                        "handlers.unwritable",
                        "fails_early.handler",
                        "logs_early.handler")
                .map(handler -> of(handler, JSON_LOGS, "{}"));
        Stream<Case> older = Stream.of("rich", "plain", "refuse", "text")
                .map(name -> of("handlers." + name, Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_python3.11"), "{}"));
        Stream<Case> headers = Stream.of(
                        Map.of(
                                "Lambda-Runtime-Client-Context",
                                "{\"client\":{\"app_title\":\"t\"},\"custom\":{\"a\":1},"
                                        + "\"w3c\":{\"traceparent\":\"p\"}}",
                                "Lambda-Runtime-Cognito-Identity",
                                "{\"cognitoIdentityId\":\"i\",\"cognitoIdentityPoolId\":\"p\"}",
                                "Lambda-Runtime-Aws-Tenant-Id",
                                "tenant"),
                        Map.of("Lambda-Runtime-Client-Context", "{broken"),
                        Map.of("Lambda-Runtime-Trace-Id", ""))
                .map(extra -> new Case(
                        "handlers.context", Map.of(), List.of(new Event("{}", extra), new Event("{}", Map.of()))));
        Stream<Case> levels = Stream.of("DEBUG", "error", "TRACE", "nonsense")
                .map(level -> of("handlers.logs", Map.of("AWS_LAMBDA_LOG_LEVEL", level), "{}"));
        Stream<Case> framed = Stream.of("handlers.logs", "handlers.refuse", "handlers.prints", "fails_early.handler")
                .flatMap(handler -> Stream.of(Map.<String, String>of(), JSON_LOGS)
                        .map(logging -> {
                            Map<String, String> environment = new HashMap<>(logging);
                            environment.put("_LAMBDA_TELEMETRY_LOG_FD", "1");
                            return of(handler, environment, "{}");
                        }));
        return Stream.of(logs, older, headers, levels, framed).flatMap(one -> one);
    }

    private static Case of(String handler, Map<String, String> environment, String... bodies) {
        return new Case(
                handler,
                environment,
                Stream.of(bodies).map(body -> new Event(body, Map.of())).toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesAsTheOfficialClientDoes(Case one) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_EXECUTION_ENV",
                "AWS_Lambda_python3.13",
                "LAMBDA_TASK_ROOT",
                TASK.toString(),
                "_HANDLER",
                one.handler(),
                "PYTHONPATH",
                TASK.toString(),
                "PYTHONDONTWRITEBYTECODE",
                "1"));
        environment.putAll(one.environment());
        Rehearsal expected = Rehearsal.of(
                List.of(official.toString(), "-m", "awslambdaric", one.handler()), environment, TASK, one.events());
        Rehearsal actual = Rehearsal.of(
                List.of(
                        hearth.interpreter().toString(),
                        hearth.runtime().folder().resolve("bootstrap.py").toString()),
                environment,
                TASK,
                one.events());
        assertThat(readable(actual)).isEqualTo(readable(expected));
    }

    /** Without the time, and with endless recursion shortened: how deep it goes depends on who called first. */
    private static String readable(Rehearsal rehearsal) {
        String text = new String(rehearsal.shown().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z", "TIME")
                .replaceAll("((?:\"(?:[^\"\\\\]|\\\\.)*+\"|\\{[^{}]*+\\}), )\\1+", "$1")
                .replaceAll("line repeated \\d+ more times", "line repeated");
    }
}
