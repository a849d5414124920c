package dev.hearth.dataplane.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntrypointTest {
    @TempDir
    Path code;

    @Test
    void whatTheKernelWouldStartIsRight() throws IOException {
        write("#!/bin/sh\nexit 0\n", true);
        assertThat(problem(Language.PROVIDED)).isEmpty();
        write("\u007fELF and so on", true);
        assertThat(problem(Language.PROVIDED)).isEmpty();
    }

    @Test
    void whatItWouldNotStartIsSaidInItsWords() throws IOException {
        assertThat(problem(Language.PROVIDED))
                .contains("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
        write("#!/bin/sh\n", false);
        assertThat(problem(Language.PROVIDED)).contains("fork/exec /var/task/bootstrap: permission denied");
        write("echo no first line\n", true);
        assertThat(problem(Language.PROVIDED)).contains("fork/exec /var/task/bootstrap: exec format error");
        for (String interpreter : new String[] {"/bin/nobody-has-this\n", "/bin/sh\r\n"}) {
            write("#!" + interpreter, true);
            assertThat(problem(Language.PROVIDED)).contains("fork/exec /var/task/bootstrap: no such file or directory");
        }
    }

    @Test
    void otherRuntimesBringTheirOwn() {
        assertThat(problem(Language.PYTHON)).isEmpty();
    }

    @Test
    void aLayersProgramRunsIfThePackageHasNoneAndTheLastLayerWins(@TempDir Path first, @TempDir Path second)
            throws IOException {
        write(first, "#!/bin/sh\n", true);
        assertThat(problem(Language.PROVIDED, first, second)).isEmpty();
        write(second, "nothing the kernel knows\n", true);
        assertThat(problem(Language.PROVIDED, first, second)).contains("fork/exec /opt/bootstrap: exec format error");
        write("#!/bin/sh\n", true);
        assertThat(problem(Language.PROVIDED, first, second)).isEmpty();
    }

    private Optional<String> problem(Language language, Path... layers) {
        return Entrypoint.problem(
                new RuntimeInstallation(
                        new RuntimeIdentifier("any"),
                        language,
                        "",
                        Path.of("/bin/sh"),
                        true,
                        new Image("digest", code),
                        Optional.empty()),
                new Contents(
                        new Image("code", code),
                        new Image("runtime", code),
                        Optional.empty(),
                        Stream.of(layers)
                                .map(layer -> new Image(layer.toString(), layer))
                                .toList()));
    }

    private void write(String content, boolean executable) throws IOException {
        write(code, content, executable);
    }

    private static void write(Path folder, String content, boolean executable) throws IOException {
        Path program = Files.writeString(folder.resolve("bootstrap"), content);
        assertThat(program.toFile().setExecutable(executable, false)).isTrue();
    }
}
