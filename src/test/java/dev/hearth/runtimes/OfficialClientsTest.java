package dev.hearth.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.runtimes.RecordingRuntimeApi.Event;
import dev.hearth.sandbox.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AWS's own clients for Java, Go and Rust, and a shell script, started as the catalogue says. */
class OfficialClientsTest {
    private static final List<Event> EVENTS =
            List.of(new Event("{\"name\":\"Ann\"}", Map.of()), new Event("{\"name\":\"Bob\",\"fail\":true}", Map.of()));

    private final RuntimeCatalog catalog = new MachineRuntimes(
            List.of(Path.of("runtimes"), Path.of("target/runtimes")), Path.of("target/test-runtimes"), System.getenv());

    @ParameterizedTest
    @ValueSource(strings = {"java11", "java17", "java21", "java25"})
    void javaRequestHandler(String runtime) throws IOException, InterruptedException {
        Rehearsal rehearsal = rehearse(runtime, "Hello", FunctionBuilds.java("hello"), EVENTS);
        assertThat(rehearsal.posts().getFirst().body())
                .contains("\"greeting\":\"Hello Ann\"", "\"requestId\":\"request-1\"");
        assertThat(rehearsal.posts().get(1).path()).endsWith("request-2/error");
        assertThat(rehearsal.posts().get(1).body())
                .contains("\"errorType\":\"java.lang.IllegalArgumentException\"", "\"errorMessage\":\"asked to fail\"");
        assertThat(rehearsal.output()).contains("greeting Ann").doesNotContainIgnoringCase("warning");
    }

    @Test
    void javaStreamsAndObjects() throws IOException, InterruptedException {
        Path task = FunctionBuilds.java("hello");
        assertThat(rehearse("java25", "Hello$Streaming", task, EVENTS.subList(0, 1))
                        .posts()
                        .getFirst()
                        .body())
                .isEqualTo("{\"name\":\"Ann\"}");
        assertThat(rehearse("java25", "Hello::plain", task, EVENTS.subList(0, 1))
                        .posts()
                        .getFirst()
                        .body())
                .isEqualTo("{\"text\":\"Hello Ann\"}");
    }

    @Test
    void go() throws IOException, InterruptedException {
        Rehearsal rehearsal = rehearse("provided.al2023", "any", FunctionBuilds.go("hello"), EVENTS);
        assertThat(rehearsal.posts().getFirst().body())
                .isEqualTo("{\"greeting\":\"Hello Ann\",\"requestId\":\"request-1\"}");
        assertThat(rehearsal.posts().get(1).path()).endsWith("request-2/error");
        assertThat(rehearsal.posts().get(1).body()).contains("asked to fail");
    }

    @Test
    void rust() throws IOException, InterruptedException {
        Rehearsal rehearsal = rehearse("provided.al2023", "any", FunctionBuilds.rust("hello"), EVENTS);
        assertThat(rehearsal.posts().getFirst().body())
                .isEqualTo("{\"greeting\":\"Hello Ann\",\"requestId\":\"request-1\"}");
        assertThat(rehearsal.posts().get(1).path()).endsWith("request-2/error");
        assertThat(rehearsal.posts().get(1).body()).contains("asked to fail");
    }

    @Test
    void shell() throws IOException, InterruptedException {
        Path task = Path.of("src/test/functions/shell/hello").toAbsolutePath();
        Rehearsal rehearsal = rehearse("provided.al2", "any", task, EVENTS.subList(0, 1));
        assertThat(rehearsal.posts().getFirst().body())
                .isEqualTo("{\"echo\": {\"name\":\"Ann\"}, \"requestId\": \"request-1\"}");
    }

    @Test
    void aPackageWithoutProgramSaysSo() throws IOException, InterruptedException {
        Path task = Path.of("src/test/functions/python/hello").toAbsolutePath();
        Rehearsal rehearsal = rehearse("provided.al2", "any", task, List.of());
        assertThat(rehearsal.end()).isEqualTo("exit 127");
        assertThat(rehearsal.output()).contains("Couldn't find valid bootstrap(s)");
    }

    private Rehearsal rehearse(String runtime, String handler, Path task, List<Event> events)
            throws IOException, InterruptedException {
        Optional<RuntimeInstallation> found = catalog.find(new RuntimeIdentifier(runtime));
        Assumptions.assumeTrue(found.isPresent(), () -> "nothing on this machine runs " + runtime);
        RuntimeInstallation installation = found.get();
        Layout layout = new Layout(
                task,
                installation.runtime().folder(),
                installation.interpreterImage().map(image -> image.folder()),
                Path.of("/opt"),
                Optional.empty());
        var function = TestFunctions.function(runtime, handler, Map.of());
        Map<String, String> environment = new HashMap<>(FunctionEnvironment.of(
                function,
                installation,
                layout,
                new FunctionEnvironment.Platform(
                        "replaced", "stream", new FunctionEnvironment.Credentials("a", "b", "c"))));
        Rehearsal rehearsal = Rehearsal.of(installation.launch(layout, function).command(), environment, task, events);
        assertThat(rehearsal.posts()).as(rehearsal.shown()).hasSizeGreaterThanOrEqualTo(events.size());
        return new Rehearsal(
                rehearsal.end(),
                rehearsal.posts(),
                new String(rehearsal.output().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }
}
