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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A function can't tell whether its process began with it or waited for it: not by its variables, folder, descriptors,
 * modules and arguments, and not by what the Runtime API and the log hear.
 */
class StemProcessTest {
    private static final Path FUNCTIONS = Path.of("src/test/functions").toAbsolutePath();
    private static final Map<String, String> JSON_LOGS =
            Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "INFO");
    private static final Map<String, String> FRAMES = Map.of("_LAMBDA_TELEMETRY_LOG_FD", "1");

    record Case(String runtime, String folder, String handler, Map<String, String> environment) {}

    static List<Case> cases() {
        Stream<Case> surroundings = Stream.of("python3.13", "python3.11", "nodejs20.x", "nodejs24.x", "ruby3.4")
                .flatMap(runtime -> Stream.of(
                                Map.<String, String>of(), Map.of("TZ", "Asia/Tokyo", "OWN", "a=b\nü", "EMPTY", ""))
                        .map(environment -> new Case(runtime, "surroundings", "surroundings.handler", environment)));
        Stream<Case> python = Stream.of(
                        "handlers.echo",
                        "handlers.logs",
                        "handlers.prints",
                        "handlers.refuse",
                        "needs_missing.handler",
                        "logs_early.handler",
                        "nodots")
                .flatMap(handler -> logged("python3.13", "compare", handler));
        Stream<Case> node = Stream.of("nodejs20.x", "nodejs24.x")
                .flatMap(runtime -> Stream.of(
                                "handlers.echo",
                                "handlers.logs",
                                "handlers.throws",
                                "module.handler",
                                "esm/index.handler",
                                "streams.piped",
                                "needsMissing.handler",
                                "nodots")
                        .flatMap(handler -> logged(runtime, "compare", handler)));
        Stream<Case> ruby = Stream.of("handlers.echo", "handlers.logs", "handlers.refuse", "early.handler", "nodots")
                .flatMap(handler -> logged("ruby3.4", "behave", handler));
        return Stream.of(surroundings, python, node, ruby).flatMap(one -> one).toList();
    }

    private static Stream<Case> logged(String runtime, String folder, String handler) {
        return Stream.of(Map.<String, String>of(), JSON_LOGS, FRAMES)
                .map(environment -> new Case(runtime, folder, handler, environment));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFunctionFindsTheSameAsInAProcessOfItsOwn(Case one) throws IOException, InterruptedException {
        RuntimeInstallation runtime = installation(one.runtime());
        String language = runtime.language().name().toLowerCase(java.util.Locale.ROOT);
        Path task = FUNCTIONS.resolve(language).resolve(one.folder());
        Map<String, String> early = new HashMap<>(Map.of(
                "PATH", "/usr/local/bin:/usr/bin:/bin",
                "LANG", "en_US.UTF-8",
                "AWS_EXECUTION_ENV", "AWS_Lambda_" + one.runtime(),
                "LAMBDA_TASK_ROOT", task.toString(),
                "PYTHONDONTWRITEBYTECODE", "1"));
        one.environment().entrySet().stream()
                .filter(variable -> FRAMES.containsKey(variable.getKey()))
                .forEach(variable -> early.put(variable.getKey(), variable.getValue()));
        Map<String, String> all = new HashMap<>(early);
        all.putAll(one.environment());
        all.put("_HANDLER", one.handler());
        early.put("_HEARTH_STEM", "1");
        early.put("FORGOTTEN", "1");
        List<Event> events = List.of(new Event("{\"a\": 1}", Map.of()), new Event("{}", Map.of()));
        Rehearsal fresh = Rehearsal.of(command(runtime), all, task, events);
        Rehearsal waited = Rehearsal.waiting(command(runtime), early, all, task, events);
        assertThat(readable(waited)).isEqualTo(readable(fresh)).contains("POST ");
    }

    private static RuntimeInstallation installation(String name) {
        Optional<RuntimeInstallation> found = new MachineRuntimes(
                        List.of(Path.of("runtimes")), Path.of("target/test-runtimes"), System.getenv())
                .find(new RuntimeIdentifier(name));
        Assumptions.assumeTrue(found.isPresent(), "there is no " + name + " on this machine");
        return found.get();
    }

    private static List<String> command(RuntimeInstallation runtime) {
        String program = switch (runtime.language()) {
            case PYTHON -> "bootstrap.py";
            case NODEJS -> "index.cjs";
            case RUBY -> "bootstrap.rb";
            case JAVA, PROVIDED, DOTNET, GO -> throw new IllegalArgumentException();
        };
        return List.of(
                runtime.interpreter().toString(),
                runtime.runtime().folder().resolve(program).toString());
    }

    /**
     * Without what differs between any two processes (times, ports, process numbers, the file of its output), and
     * without the frames of the runtime itself in a stack.
     */
    private static String readable(Rehearsal rehearsal) {
        return new String(rehearsal.shown().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?", "TIME")
                .replaceAll("rehearsal\\d+", "REHEARSAL")
                .replaceAll(",?\"    at [^\"]*(?:test-runtimes/nodejs-|node:)[^\"]*\"", "")
                .replaceAll("    at [^\"\n\r]*(?:test-runtimes/nodejs-|node:)[^\"\n\r]*[\n\r]?", "")
                .replaceAll(",?\\{\"path\":\"[^\"]*(?:test-runtimes/nodejs-|node:)[^\"]*\",[^}]*\\}", "")
                .replaceAll("\"paths\":\\[[^]]*]", "")
                .replaceAll("127.0.0.1:\\d+", "API")
                .replaceAll("#\\d+\\]", "#PROCESS]");
    }
}
