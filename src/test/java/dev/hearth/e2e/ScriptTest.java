package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hearth.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that is the one command, in a folder that is built already, with a JDK and tools that only take notes. */
class ScriptTest {
    /** What the script uses of the system besides what is faked. */
    private static final List<String> REAL = List.of(
            "basename",
            "bash",
            "cat",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "mkdir",
            "mktemp",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tail",
            "touch",
            "uname");

    /** Trains until it is told to end, as a server that tidies up and a JVM that would go on for long after that. */
    private static final String ENDLESS_TRAINING = """
            trap 'rm -r "$folder"; sleep 600' TERM
            for folder; do :; done
            echo $$ > "$NOTES/training"
            touch "$folder/state" "${cache}" "${cache}.config"
            while true; do sleep 0.1; done
            """;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path home;
    private Path bin;

    @BeforeEach
    void installFakes() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        String script = Files.readString(Path.of("hearth"));
        String administrators = "/usr/local/sbin /usr/sbin /sbin";
        assertThat(script).contains("in " + administrators + ";");
        Files.writeString(
                home.resolve("hearth"),
                script.replace(administrators, folder.resolve("sbin").toString()));
        Files.setPosixFilePermissions(home.resolve("hearth"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(home.resolve("target"));
        Files.createFile(home.resolve("target/hearth.jar"));
        Files.createFile(home.resolve("target/.built"));
        bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : REAL) {
            Path real = Stream.of("/usr/bin", "/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            program(bin.resolve(tool), "exec " + real + " \"$@\"");
        }
        program(bin.resolve("id"), "echo 0");
        program(bin.resolve("apt-get"), "echo \"$@\" >> \"$NOTES/apt\"");
        Path jdk = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        program(jdk.resolve("javac"), "");
        java("echo trained > \"${cache}\"; rm -r \"$folder\"");
    }

    /** A java that runs this to train, and else notes its arguments. */
    private void java(String training) throws IOException {
        program(folder.resolve("jdk/bin/java"), """
                for argument; do
                  case $argument in
                    -XX:AOTCacheOutput=*) cache=${argument#*=} ;;
                  esac
                done
                for folder; do :; done
                if [ -n "$cache" ]; then
                %s
                else
                  echo "$@" > "$NOTES/java"
                fi
                """.formatted(training));
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.putAll(Map.of(
                "PATH", bin.toString(), "JAVA_HOME", folder.resolve("jdk").toString(), "NOTES", folder.toString()));
        return variables;
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("hearth").toString(), "up")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().putAll(environment(Map.of("HEARTH_SANDBOX", "process")));
        Process script = builder.start();
        started.add(script);
        return script;
    }

    /** Also those that did not end as they should have. */
    @AfterEach
    void endScripts() {
        for (Process script : started) {
            script.descendants().forEach(ProcessHandle::destroyForcibly);
            script.destroyForcibly();
        }
    }

    private Commands.Result up(Map<String, String> variables, String... arguments) {
        List<String> command = Stream.concat(Stream.of(home.resolve("hearth").toString(), "up"), Stream.of(arguments))
                .toList();
        return Commands.attempt(environment(variables), command);
    }

    private List<String> built() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("target"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void trainsOnceAndStarts() throws IOException {
        // what an earlier try left that was killed
        Files.createFile(home.resolve("target/hearth.aot.part.config"));
        Files.createDirectories(home.resolve("target/training/run"));
        Files.setLastModifiedTime(
                home.resolve("target/hearth.jar"), FileTime.from(Instant.now().minusSeconds(60)));

        Commands.Result first = up(Map.of("HEARTH_SANDBOX", "process"), "--port", "0");

        assertThat(first.errors()).isEqualTo("hearth: preparing a fast start (once)\n");
        assertThat(built()).containsExactly(".built", ".lock", "hearth.aot", "hearth.jar", "train.log");
        assertThat(Files.readString(folder.resolve("java")))
                .contains("-XX:AOTCache=")
                .endsWith("up --port 0\n");
        assertThat(up(Map.of("HEARTH_SANDBOX", "process")).errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HUP, 1", "INT, 2", "TERM, 15"})
    void whoEndsTheScriptEndsTheTraining(String signal, int number) throws Exception {
        assumeThat(ignores(number))
                .as("a signal that the tests ignore, as below nohup, no shell below them can trap")
                .isFalse();
        java(ENDLESS_TRAINING);
        // the script alone is told: its training is a group of processes of its own
        Process script = start();
        Path note = folder.resolve("training");
        Eventually.holds(() -> note.toFile().length() > 0);
        long training = Long.parseLong(Files.readString(note).strip());

        Commands.run(Map.of(), List.of("kill", "-" + signal, Long.toString(script.pid())));

        assertThat(script.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).isGreaterThan(128);
        Eventually.holds(
                () -> ProcessHandle.of(training).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(built()).containsExactly(".built", ".lock", "hearth.jar", "train.log");
    }

    private static boolean ignores(int signal) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> (signal - 1) & 1) == 1);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, true",
                "-, -, process, false",
                "-, -, Process, false",
                "-, container, process, true",
                "-, process, container, false",
                "container, process, process, true",
                "process, container, container, false",
            })
    void installsToolsOfContainersOnlyIfTheyAreWanted(String option, String variable, String line, boolean installs)
            throws IOException {
        assumeThat(Path.of("/etc/debian_version"))
                .as("apt-get is taken for one of Debian's only")
                .exists();
        Path file = Files.writeString(
                folder.resolve("hearth.properties"), line == null ? "port = 1\n" : " sandbox =" + line + " \r\n");
        for (boolean named : new boolean[] {true, false}) {
            Map<String, String> variables = new HashMap<>();
            if (variable != null) {
                variables.put("HEARTH_SANDBOX", variable);
            }
            Stream.Builder<String> arguments = Stream.builder();
            if (option != null) {
                arguments.add("--sandbox").add(option);
            }
            if (named) {
                arguments.add("--config=" + file);
            } else {
                variables.put("HEARTH_CONFIG", file.toString());
            }
            assertThat(up(variables, arguments.build().toArray(String[]::new)).status())
                    .isZero();
            assertThat(Files.exists(folder.resolve("apt"))).isEqualTo(installs);
            Files.deleteIfExists(folder.resolve("apt"));
        }
    }

    @Test
    void installsJustWhatIsNeitherOnThePathNorInAdministratorsFolders() throws IOException {
        assumeThat(Path.of("/etc/debian_version"))
                .as("apt-get is taken for one of Debian's only")
                .exists();
        Path administrators = Files.createDirectory(folder.resolve("sbin"));
        program(administrators.resolve("nft"), "");
        program(administrators.resolve("mkfs.ext4"), "");
        program(bin.resolve("flock"), "");

        Map<String, String> runtime = Map.of("HEARTH_OCI_RUNTIME", "runc");
        assertThat(up(runtime).errors()).contains("hearth: installing runc with apt-get (container sandboxes need");
        program(administrators.resolve("runc"), "");
        assertThat(up(runtime).errors()).isEmpty();

        // a kernel that can't do without an OCI runtime
        program(bin.resolve("uname"), "[ \"$1\" = -r ] && echo 5.10.0-28-amd64 || exec /usr/bin/uname \"$@\"");
        assertThat(up(Map.of()).errors()).isEmpty();
        Files.delete(administrators.resolve("runc"));
        assertThat(up(Map.of()).errors()).contains("hearth: installing crun with apt-get (container sandboxes need");

        program(bin.resolve("uname"), "[ \"$1\" = -r ] && echo 5.14.0 || exec /usr/bin/uname \"$@\"");
        assertThat(up(Map.of()).errors()).isEmpty();
    }
}
