package dev.hearth.dataplane.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimes.RecordingRuntimeApi.Event;
import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs by the release in a Python runtime's name, whichever interpreter answers it. */
class PythonReleaseTest {
    private static final String HANDLER = """
            import os
            def handler(event, context):
                if event == "fail":
                    raise ValueError("no")
                return os.environ.get("LC_CTYPE")
            """;

    @TempDir
    private Path folder;

    private RuntimeInstallation python;

    @BeforeEach
    void find() throws IOException {
        Optional<RuntimeInstallation> found = new MachineRuntimes(
                        List.of(Path.of("runtimes")), folder.resolve("runtimes"), System.getenv())
                .find(new RuntimeIdentifier("python3.13"));
        Assumptions.assumeTrue(found.isPresent(), "there is no Python on this machine");
        python = found.get();
        Files.writeString(folder.resolve("app.py"), HANDLER);
    }

    private String shown(String release, Map<String, String> more, String event)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_EXECUTION_ENV",
                "AWS_Lambda_" + release,
                "LANG",
                "xx_XX.UTF-8", // installed nowhere
                "LAMBDA_TASK_ROOT",
                folder.toString(),
                "_HANDLER",
                "app.handler"));
        environment.putAll(more);
        return Rehearsal.of(
                        List.of(
                                python.interpreter().toString(),
                                python.runtime()
                                        .folder()
                                        .resolve("bootstrap.py")
                                        .toString()),
                        environment,
                        folder,
                        List.of(new Event(event, Map.of())))
                .posts()
                .toString();
    }

    @ParameterizedTest
    @CsvSource({"python3.8, false", "python3.11, false", "python3.12, true", "python3.14, true"})
    void onlyLaterReleasesShowTheLocaleThatTheInterpreterFallsBackTo(String release, boolean shows) throws Exception {
        String posts = shown(release, Map.of(), "1");
        assertThat(posts).contains("/response");
        assertThat(posts.contains("C.UTF-8")).isEqualTo(shows);
    }

    @Test
    void aLocaleThatTheFunctionSetStays() throws Exception {
        assertThat(shown("python3.9", Map.of("LC_CTYPE", "C.UTF-8"), "1")).contains("C.UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"python3.8, false", "python3.9, true", "python3.13, true"})
    void errorsHaveTheRequestsIdButInPython38(String release, boolean hasId) throws Exception {
        String posts = shown(release, Map.of(), "\"fail\"");
        assertThat(posts).contains("ValueError");
        assertThat(posts.contains("requestId")).isEqualTo(hasId);
    }
}
