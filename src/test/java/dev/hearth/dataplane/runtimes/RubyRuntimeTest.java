package dev.hearth.dataplane.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimes.RecordingRuntimeApi.Event;
import dev.hearth.dataplane.runtimes.RecordingRuntimeApi.Post;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hearth's bootstrap for Ruby tells the Runtime API and the log what AWS's {@code aws_lambda_ric} does. What is
 * expected here is what version 3.1.3 of that did with the same functions: tests can't count on its registry.
 */
class RubyRuntimeTest {
    private static final Path TASK = Path.of("src/test/functions/ruby/behave").toAbsolutePath();
    private static final String RESPONSE = "/2018-06-01/runtime/invocation/request-%d/response";
    private static final String ERROR = "/2018-06-01/runtime/invocation/request-1/error";
    private static final String INIT_ERROR = "/2018-06-01/runtime/init/error";

    private static RuntimeInstallation ruby;

    @BeforeAll
    static void findRuby() {
        Optional<RuntimeInstallation> found = new MachineRuntimes(
                        List.of(Path.of("runtimes")), Path.of("target/test-runtimes"), System.getenv())
                .find(new RuntimeIdentifier("ruby3.4"));
        Assumptions.assumeTrue(found.isPresent(), "there is no Ruby on this machine");
        ruby = found.get();
    }

    @Test
    void eventsAndResultsAreJson() throws IOException, InterruptedException {
        Rehearsal echo = run("handlers.echo", "{\"a\":[1,2.5,null,true]}", "\"\u00c3\u00bc\"", "7");
        assertThat(echo.end()).isEqualTo("waits");
        assertThat(echo.output()).isEmpty();
        assertThat(echo.posts())
                .containsExactly(
                        response(1, "{\"a\":[1,2.5,null,true]}"), response(2, "\"\u00c3\u00bc\""), response(3, "7"));
        assertThat(run("handlers.nothing", "{}").posts()).containsExactly(response(1, "null"));
        assertThat(run("handlers.Deep::Klass.run", "{}").posts())
                .containsExactly(response(1, "{\"self\":\"Deep::Klass\",\"event\":{}}"));
        assertThat(run("handlers.raw", "{}").posts())
                .containsExactly(new Post(RESPONSE.formatted(1), "Content-Type: application/unknown\n", "raw bytes"));
    }

    @Test
    void theContextTellsOfTheInvocation() throws IOException, InterruptedException {
        Map<String, String> headers = Map.of(
                "Lambda-Runtime-Client-Context",
                "{\"custom\":{\"a\":1}}",
                "Lambda-Runtime-Cognito-Identity",
                "{\"cognitoIdentityId\":\"i\"}",
                "Lambda-Runtime-Aws-Tenant-Id",
                "tenant");
        Rehearsal context = run("handlers.context", List.of(new Event("{}", headers), new Event("{}", Map.of())));
        String common = "\"arn:aws:lambda:eu-central-1:123456789012:function:greet\",\"/aws/lambda/greet\","
                + "\"2026/01/01/[$LATEST]0123\",\"greet\",\"512\",\"$LATEST\",";
        String end = ",\"Integer\",true,\"Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1\"]";
        assertThat(context.posts())
                .containsExactly(
                        response(
                                1,
                                "[\"request-1\"," + common
                                        + "{\"cognitoIdentityId\":\"i\"},{\"custom\":{\"a\":1}},\"tenant\"" + end),
                        response(2, "[\"request-2\"," + common + "null,null,null" + end));
    }

    @Test
    void aFunctionMayReadRequestsItself() throws IOException, InterruptedException {
        assertThat(run("marshals.handler", "{}").posts())
                .containsExactly(response(1, "[\"request-1\",\"{}\",\"Net::HTTPOK\"]"));
        assertThat(run("handlers.loaded", "{}").posts())
                .containsExactly(response(1, "[\"Net::HTTP\",\"URI\",\"JSON\",\"StringIO\",\"Logger\"]"));
    }

    @ParameterizedTest
    @CsvSource({
        "refuse, waits, RuntimeError, Function<UserException>, no",
        "odd, waits, Odd, Function<UserException>, odd \u00fc",
        "missing_name, exit 255, NoMethodError, Function<NoMethodError>, undefined method",
        "leave, exit 255, SystemExit, Function<SystemExit>, exit",
        "absent, exit 255, NoMethodError, Function<NoMethodError>, undefined method",
    })
    void whatAHandlerRaisesIsToldAndMayEndTheProcess(
            String name, String end, String type, String header, String message)
            throws IOException, InterruptedException {
        Rehearsal failed = run("handlers." + name, "{}");
        assertThat(failed.end()).isEqualTo(end);
        assertThat(failed.posts()).singleElement().satisfies(post -> {
            assertThat(post.path()).isEqualTo(ERROR);
            assertThat(post.headers())
                    .contains("Lambda-Runtime-Function-Error-Type: " + header)
                    .contains("Lambda-Runtime-Function-XRay-Error-Cause: {\"working_directory\":\"" + TASK + "\"");
            assertThat(utf8(post.body()))
                    .startsWith("{\"errorMessage\":\"" + message)
                    .contains("\"errorType\":\"Function<" + type + ">\"", "\"stackTrace\":[")
                    .doesNotContain("hearth_runtime");
        });
        assertThat(utf8(failed.output()))
                .startsWith(
                        (end.equals("waits") ? "Error raised from handler method" : "Critical exception from handler")
                                + "\n{\n  \"errorMessage\": \"" + message);
    }

    @Test
    void theStackTraceEndsWhereTheRuntimeBegins() throws IOException, InterruptedException {
        assertThat(run("handlers.refuse", "{}").posts().getFirst().body())
                .matches("\\{\"errorMessage\":\"no\",\"errorType\":\"Function<RuntimeError>\",\"stackTrace\":\\[\""
                        + TASK + "/handlers.rb:\\d+:in [`'](Object#)?refuse'\"]}");
    }

    @Test
    void anAnswerThatIsNoJsonIsTheHandlersFault() throws IOException, InterruptedException {
        Rehearsal broken = run("handlers.broken", "{}", "{}");
        assertThat(broken.end()).isEqualTo("waits");
        assertThat(broken.posts())
                .hasSize(2)
                .allSatisfy(
                        post -> assertThat(post.body()).contains("\"errorType\":\"Function<JSON::GeneratorError>\""));
    }

    @Test
    void aProcessThatVanishesSaysNothing() throws IOException, InterruptedException {
        Rehearsal gone = run("handlers.vanish", "{}");
        assertThat(gone.end()).isEqualTo("exit 3");
        assertThat(gone.posts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "early.handler, Init<RuntimeError>, early",
        "leaves.handler, Init<SystemExit>, exit",
        "needs.handler, Init<LoadError>, cannot load such file -- nobody/has/this",
        "absent.handler, Init<LoadError>, cannot load such file -- absent",
        "nodots, Init<ArgumentError>, 'Invalid handler [\\\"nodots\\\"], must be of form FILENAME.METHOD or '",
        "a.b.c.d, Init<ArgumentError>, 'Invalid handler [\\\"a\\\", \\\"b\\\", \\\"c\\\", \\\"d\\\"], must be'",
    })
    void aFunctionThatDoesNotLoadFailsItsInit(String handler, String type, String message)
            throws IOException, InterruptedException {
        Rehearsal failed = run(handler, "{}");
        assertThat(failed.end()).isEqualTo("exit 252");
        assertThat(failed.posts()).singleElement().satisfies(post -> {
            assertThat(post.path()).isEqualTo(INIT_ERROR);
            assertThat(post.headers()).contains("Lambda-Runtime-Function-Error-Type: ");
            assertThat(post.body())
                    .startsWith("{\"errorMessage\":\"" + message)
                    .contains("\"errorType\":\"" + type + "\"");
        });
        assertThat(failed.output()).startsWith("Init error when loading handler " + handler + "\n{\n");
    }

    @Test
    void printingAndLoggingAreLinesAtOnce() throws IOException, InterruptedException {
        assertThat(run("handlers.prints", "{}").output()).isEqualTo("one\ntwo\n3\nerr\nab\n");
        String[] lines = run("handlers.logs", "{}").output().split("\n", -1);
        String time = "\\[\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6} #\\d+]";
        List<String> expected = List.of(
                "I, " + time + "  INFO request-1 -- : told",
                "W, " + time + "  WARN request-1 -- program: two",
                "lines",
                "E, " + time + " ERROR request-1 -- : wrong \\(ArgumentError\\)",
                "FATAL=mine",
                "D, " + time + " DEBUG request-1 -- : nowhere",
                "");
        assertThat(Stream.of(lines).filter(line -> !line.isBlank()).toList())
                .hasSize(expected.size() - 1)
                .zipSatisfy(
                        expected.subList(0, expected.size() - 1),
                        (line, form) -> assertThat(line).matches(form));
    }

    private static Post response(int number, String body) {
        return new Post(RESPONSE.formatted(number), "Content-Type: application/json\n", body);
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Test
    void aLogCallIsAFrameWhereThePlatformReadsThem() throws IOException, InterruptedException {
        Rehearsal logged =
                run("handlers.logs", Map.of("_LAMBDA_TELEMETRY_LOG_FD", "1"), List.of(new Event("{}", Map.of())));
        assertThat(logged.shown())
                .containsPattern("FRAME 3 I, [^\n]* : toldFRAME 3 W, [^\n]* program: two\nlinesFRAME 3 E, ")
                .contains("FRAME 3 FATAL=mineFRAME 3 D, ");
    }

    private static Rehearsal run(String handler, String... bodies) throws IOException, InterruptedException {
        return run(
                handler,
                Stream.of(bodies).map(body -> new Event(body, Map.of())).toList());
    }

    private static Rehearsal run(String handler, List<Event> events) throws IOException, InterruptedException {
        return run(handler, Map.of(), events);
    }

    private static Rehearsal run(String handler, Map<String, String> more, List<Event> events)
            throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("_HANDLER", handler);
        return Rehearsal.of(
                List.of(
                        ruby.interpreter().toString(),
                        ruby.runtime().folder().resolve("bootstrap.rb").toString()),
                variables,
                TASK,
                events);
    }
}
