package dev.hearth.dataplane.runtimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineRuntimesTest {
    private static final Path PROJECT = Path.of("runtimes");

    @TempDir
    private Path folder;

    @Test
    void aProgramOfTheFunctionsOwnAlwaysRuns() {
        RuntimeInstallation provided = search(Map.of(), List.of())
                .find(new RuntimeIdentifier("provided.al2"))
                .orElseThrow();
        assertThat(provided.exact()).isTrue();
        assertThat(provided.interpreter()).isExecutable();
    }

    @Test
    void anUnknownNameHasNoAnswer() {
        assertThat(search(Map.of(), List.of()).find(new RuntimeIdentifier("cobol85")))
                .isEmpty();
    }

    @Test
    void aVersionManagersInterpreterIsFoundAndSeenAlone() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home/ann"));
        Path installation = fakePython(home.resolve(".pyenv/versions/3.99.1"), "3.99.1");
        shim(home.resolve(".pyenv/shims"), "python3.99");
        List<Interpreter> found =
                interpreters(Map.of("PATH", home.resolve(".pyenv/shims").toString()), List.of(home));
        assertThat(found)
                .filteredOn(one -> one.version().equals(new Version(3, 99, 1)))
                .singleElement()
                .satisfies(one -> assertThat(one.tree()).contains(installation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".rbenv/versions/3.9.1", ".rvm/rubies/ruby-3.9.1", ".rubies/r", ".asdf/installs/ruby/3.9.1"})
    void rubiesOfEveryVersionManagerAreFound(String place) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home/ann"));
        Path installation = home.resolve(place);
        Files.createDirectories(installation.resolve("lib/ruby/3.9.0"));
        Path program = Files.createDirectories(installation.resolve("bin")).resolve("ruby");
        Files.writeString(program, "\n#!/bin/sh\necho ruby 3.9.1p20\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(interpreters(Map.of(), List.of(home)))
                .filteredOn(one -> one.version().equals(new Version(3, 9, 1)))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.language()).isEqualTo(Language.RUBY);
                    assertThat(one.tree()).contains(installation);
                });
    }

    @Test
    void aHomeIsNeverShown() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home/ann"));
        fakePython(home, "3.99.2");
        List<Interpreter> found =
                interpreters(Map.of("PATH", home.resolve("bin").toString()), List.of(home));
        assertThat(found).noneMatch(one -> one.version().equals(new Version(3, 99, 2)));
    }

    @Test
    void versionsAreRememberedUntilTheProgramChanges() throws IOException {
        Path python = fakePython(folder.resolve("lang"), "3.99.3").resolve("bin/python3.99");
        Path memory = folder.resolve("state/interpreters.properties");
        VersionProbe first = new VersionProbe(memory);
        assertThat(first.version(python)).contains(new Version(3, 99, 3));
        first.save();
        assertThat(Files.readString(memory)).contains("3.99.3");
        assertThat(new VersionProbe(memory).version(python)).contains(new Version(3, 99, 3));
        Files.writeString(python, "\n#!/bin/sh\n# another one\necho Python 3.99.4\n");
        assertThat(new VersionProbe(memory).version(python)).contains(new Version(3, 99, 4));
    }

    @Test
    void pythonsBootstrapIsCompiledForTheInterpreterAndThenKept() throws IOException {
        MachineRuntimes runtimes = search(System.getenv(), List.of());
        Optional<RuntimeInstallation> python = runtimes.find(new RuntimeIdentifier("python3.11"));
        Assumptions.assumeTrue(python.isPresent(), "there is no Python on this machine");
        Path bootstrap = python.get().runtime().folder();
        assertThat(bootstrap.resolve("bootstrap.py")).isRegularFile();
        try (var compiled = Files.list(bootstrap.resolve("hearth_runtime/__pycache__"))) {
            assertThat(compiled).anyMatch(file -> file.getFileName().toString().startsWith("main.cpython-3"));
        }
        assertThat(search(System.getenv(), List.of())
                        .find(new RuntimeIdentifier("python3.11"))
                        .orElseThrow()
                        .runtime())
                .isEqualTo(python.get().runtime());
    }

    @Test
    void listingWritesNothing() {
        Path data = folder.resolve("not-there");
        assertThat(MachineRuntimes.toList(List.of(PROJECT), data, System.getenv())
                        .all())
                .isNotEmpty();
        assertThat(data).doesNotExist();
    }

    @Test
    void everyPythonOfThisMachineCompilesTheBootstrapForItsPlaceInTheSandbox() throws IOException {
        List<Interpreter> pythons =
                interpreters(System.getenv(), List.of(Path.of(System.getProperty("user.home")))).stream()
                        .filter(one -> one.language() == Language.PYTHON)
                        .toList();
        Assumptions.assumeFalse(pythons.isEmpty(), "there is no Python on this machine");
        BootstrapFolders folders = new BootstrapFolders(List.of(PROJECT), Optional.of(folder.resolve("prepared")));
        for (Interpreter python : pythons) {
            Path bootstrap = folders.prepareFor(python).orElseThrow().folder();
            try (var files = Files.list(bootstrap.resolve("hearth_runtime/__pycache__"))) {
                Path compiled = files.filter(
                                file -> file.getFileName().toString().startsWith("main."))
                        .findFirst()
                        .orElseThrow();
                assertThat(Files.readString(compiled, StandardCharsets.ISO_8859_1))
                        .as(python.toString())
                        .contains("/var/runtime/hearth_runtime/main.py")
                        .doesNotContain(folder.toString());
            }
        }
    }

    @Test
    void aCompilersLastWordsAreKeptAndNothingElse() throws IOException {
        Path python =
                Files.writeString(folder.resolve("python"), "#!/bin/sh\necho first\necho no such option\nexit 1\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();
        Path prepared = folder.resolve("prepared");
        Interpreter broken = new Interpreter(Language.PYTHON, new Version(3, 99, 0), python, Optional.empty());
        assertThatThrownBy(() -> new BootstrapFolders(List.of(PROJECT), Optional.of(prepared)).prepareFor(broken))
                .hasMessageContaining("its last words: no such option");
        assertThat(prepared).isEmptyDirectory();
    }

    private MachineRuntimes search(Map<String, String> environment, List<Path> homes) {
        return new MachineRuntimes(List.of(PROJECT), folder.resolve("data"), new InterpreterSearch(environment, homes));
    }

    private List<Interpreter> interpreters(Map<String, String> environment, List<Path> homes) {
        return MachineRuntimes.interpreters(
                new InterpreterSearch(environment, homes), new VersionProbe(folder.resolve("versions")));
    }

    /** Prints a version, as an interpreter does; begins with an empty line so as not to be taken for a shim. */
    private static Path fakePython(Path installation, String version) throws IOException {
        Files.createDirectories(installation.resolve("lib/python3.99"));
        Files.createFile(installation.resolve("lib/python3.99/os.py"));
        Path program = Files.createDirectories(installation.resolve("bin")).resolve("python3.99");
        Files.writeString(program, "\n#!/bin/sh\necho Python " + version + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return installation;
    }

    private static void shim(Path folder, String name) throws IOException {
        Path program = Files.createDirectories(folder).resolve(name);
        Files.writeString(program, "#!/bin/sh\nexit 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
