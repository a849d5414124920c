package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;

/** What a sandbox forbids is nothing that the standard libraries of the four languages need. */
@ExtendWith(SharedHearth.class)
@Tag("security")
class StandardLibrariesTest {
    private static final Path SOURCES = Path.of("src/test/resources/dev/hearth/e2e/libraries");

    private Functions functions;

    @BeforeEach
    void connect(HearthProcess hearth) {
        Assumptions.assumeTrue(Commands.canRunContainers(), "this machine has no container sandboxes");
        functions = new Functions(hearth.client());
    }

    @ParameterizedTest
    @CsvSource({"python3.13, app.py, python3", "nodejs20.x, app.js, node", "ruby3.4, app.rb, ruby"})
    void work(String runtime, String file, String interpreter) throws IOException {
        Assumptions.assumeTrue(Commands.isPresent(interpreter), "there is no " + interpreter + " on this machine");
        requireWork(runtime, "app.handler", Packages.zip(file, Files.readString(SOURCES.resolve(file))));
    }

    @Test
    void workInJava(@TempDir Path folder) throws IOException {
        String source = Files.readString(SOURCES.resolve("App.java"));
        requireWork("java21", "App::handle", Packages.zip(CompiledJava.of(folder, "App.java", source)));
    }

    private void requireWork(String runtime, String handler, SdkBytes code) {
        String name = functions.deploy(runtime, handler, code, request -> request.memorySize(1_769));
        assertThat(functions.answer(name, "{}")).isIn("{\"failed\": []}", "{\"failed\":[]}");
    }
}
