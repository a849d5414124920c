package dev.hearth.dataplane.runtimes;

import static dev.hearth.dataplane.runtimes.TestFunctions.CONTAINER;
import static dev.hearth.dataplane.runtimes.TestFunctions.function;
import static dev.hearth.dataplane.runtimes.TestFunctions.installation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyStartTest {
    private static final RuntimeInstallation PYTHON =
            installation("python3.13", "3.13.1", "/usr/bin/python3.13", Optional.empty());
    private static final RuntimeInstallation NODE =
            installation("nodejs20.x", "20.1.0", "/usr/bin/node", Optional.empty());
    private static final RuntimeInstallation RUBY =
            installation("ruby3.4", "3.4.1", "/usr/bin/ruby3.4", Optional.empty());

    @TempDir
    Path folder;

    private Path code;
    private Path layer;

    @BeforeEach
    void makeFolders() throws IOException {
        code = Files.createDirectory(folder.resolve("code"));
        layer = Files.createDirectory(folder.resolve("layer"));
    }

    @Test
    void functionsOfARuntimeHaveTheSameProgram() {
        for (RuntimeInstallation runtime : List.of(PYTHON, RUBY)) {
            Stem one = stem(runtime, "one", 128, Map.of()).orElseThrow();
            Stem other = stem(runtime, "other", 512, Map.of("OWN", "1", "TZ", "Asia/Tokyo", "PATH", "/opt/bin"))
                    .orElseThrow();
            assertThat(one).isEqualTo(other);
        }
        assertThat(stem(PYTHON, "one", 128, Map.of())).isNotEqualTo(stem(RUBY, "one", 128, Map.of()));
    }

    @Test
    void nodesHeapIsSetAtItsStartSoThatEachSizeHasAProgramOfItsOwn() {
        assertThat(stem(NODE, "one", 128, Map.of())).isEqualTo(stem(NODE, "other", 128, Map.of()));
        assertThat(stem(NODE, "one", 128, Map.of())).isNotEqualTo(stem(NODE, "other", 256, Map.of()));
    }

    @Test
    void itFitsWhatTheFunctionWouldBeStartedWith() {
        for (RuntimeInstallation runtime : List.of(PYTHON, NODE, RUBY)) {
            FunctionVersion function = function(runtime.identifier().value(), "app.handler", Map.of("OWN", "1"));
            Contents contents = contents(runtime);
            Map<String, String> all = FunctionEnvironment.of(
                    function,
                    runtime,
                    CONTAINER,
                    new FunctionEnvironment.Platform(
                            "169.254.1.1:9001",
                            "stream",
                            InitializationType.ON_DEMAND,
                            new FunctionEnvironment.Credentials("id", "secret", "token", java.time.Instant.MAX),
                            Optional.of("http://endpoint"),
                            62));
            Stem stem =
                    EarlyStart.of(function, runtime, contents, CONTAINER, 62).orElseThrow();
            List<String> command = runtime.launch(CONTAINER, function).command();
            assertThat(stem.fits(new Assignment(contents, command, all, CONTAINER.task())))
                    .isTrue();
            assertThat(stem.environment())
                    .containsEntry("_HEARTH_STEM", "1")
                    .containsKeys("LD_LIBRARY_PATH", "LANG", "AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT")
                    .doesNotContainValue("secret")
                    .doesNotContainKeys("OWN", "_HANDLER", "AWS_LAMBDA_FUNCTION_NAME");
            stem.environment().forEach((name, value) -> {
                if (!name.equals("_HEARTH_STEM")) {
                    assertThat(all).containsEntry(name, value);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_LAMBDA_EXEC_WRAPPER",
                "LANG",
                "LC_ALL",
                "LD_PRELOAD",
                "MALLOC_ARENA_MAX",
                "NODE_OPTIONS",
                "PYTHONPATH",
                "RUBYOPT",
                "GEM_PATH",
                "UV_THREADPOOL_SIZE"
            })
    void aVariableThatIsReadAtTheStartNeedsAProcessOfItsOwn(String name) {
        assertThat(stem(PYTHON, "one", 128, Map.of(name, "x"))).isEmpty();
        assertThat(stem(NODE, "one", 128, Map.of(name, "x"))).isEmpty();
    }

    @Test
    void otherLanguagesStartWithTheirFunction() {
        assertThat(stem(installation("java21", "21.0.1", "/usr/bin/java", Optional.empty()), "one", 128, Map.of()))
                .isEmpty();
        assertThat(stem(installation("provided.al2023", "", "/bin/sh", Optional.empty()), "one", 128, Map.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "code, json.rb",
        "code, net/http.rb",
        "code, vendor/bundle/ruby/3.4.0/gems/logger-1.6.0/lib/logger.rb",
        "layer, ruby/lib/time.rb",
        "layer, ruby/gems/3.4.0/gems/net-http-0.6.0/lib/net/http.rb",
    })
    void aFunctionThatBringsWhatRubyLoadsItselfNeedsAProcessOfItsOwn(String where, String file) throws IOException {
        Path path = folder.resolve(where).resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
        assertThat(stem(RUBY, "one", 128, Map.of())).isEmpty();
        assertThat(stem(PYTHON, "one", 128, Map.of())).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "code, app.rb",
        "code, vendor/bundle/ruby/3.4.0/gems/rack-3.1.0/lib/rack.rb",
        "code, lib/json.rb",
        "layer, ruby/gems/3.4.0/gems/jsonb-0.6.0/lib/jsonb.rb",
    })
    void otherLibrariesMayWait(String where, String file) throws IOException {
        Path path = folder.resolve(where).resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
        assertThat(stem(RUBY, "one", 128, Map.of())).isPresent();
    }

    private Optional<Stem> stem(
            RuntimeInstallation runtime, String handler, int memoryMb, Map<String, String> environment) {
        FunctionVersion function = function(runtime.identifier().value(), handler, environment, memoryMb);
        return EarlyStart.of(function, runtime, contents(runtime), CONTAINER, 62);
    }

    private Contents contents(RuntimeInstallation runtime) {
        return new Contents(
                new Image("c", code), runtime.runtime(), runtime.interpreterImage(), List.of(new Image("l", layer)));
    }
}
