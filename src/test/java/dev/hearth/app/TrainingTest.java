package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.Output;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    @TempDir
    Path folder;

    @Test
    void startsAServerAndCallsAFunction() {
        StringWriter said = new StringWriter();
        StringWriter remarked = new StringWriter();
        Path data = folder.resolve("data");

        int status = Training.run(data, 3, new Output(new PrintWriter(said), new PrintWriter(remarked)));

        assertThat(remarked.toString()).doesNotContain("calls were made").doesNotContain("Exception");
        assertThat(status).isZero();
        assertThat(said.toString()).startsWith("Hearth is ready at ");
        assertThat(data.resolve("logs")).isNotEmptyDirectory();
    }
}
