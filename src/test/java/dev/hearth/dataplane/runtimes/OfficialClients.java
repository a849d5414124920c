package dev.hearth.dataplane.runtimes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** AWS's own runtime clients, installed from their registries into a folder of the build, once. */
final class OfficialClients {
    private static final Path CACHE = Path.of("target/runtime-clients").toAbsolutePath();
    private static final Duration BOUND = Duration.ofMinutes(5);

    private OfficialClients() {}

    /** A Python that has {@code awslambdaric}. */
    static Path python(Path interpreter, String version) throws IOException, InterruptedException {
        Path environment = CACHE.resolve("python-" + version);
        Path mark = environment.resolve("installed");
        try (BuildLock _ = BuildLock.of(environment)) {
            if (!Files.exists(mark)) {
                run(List.of(interpreter.toString(), "-m", "venv", environment.toString()), CACHE);
                String pip = environment.resolve("bin/pip").toString();
                run(List.of(pip, "install", "--quiet", "awslambdaric==4.2.2"), CACHE);
                Files.createFile(mark);
            }
        }
        return environment.resolve("bin/python");
    }

    /**
     * The folder of {@code aws-lambda-ric}. Its native half needs cmake, autotools and a C++ compiler; {@link
     * NodejsComparisonTest} has a double of it, so it is left out.
     */
    static Path nodejs(String version) throws IOException, InterruptedException {
        Path folder = CACHE.resolve("nodejs-" + version);
        Path mark = folder.resolve("installed");
        try (BuildLock _ = BuildLock.of(folder)) {
            if (!Files.exists(mark)) {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("package.json"), "{}");
                String name = "aws-lambda-ric@" + version;
                run(List.of("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", name), folder);
                Files.createFile(mark);
            }
        }
        return folder.resolve("node_modules/aws-lambda-ric");
    }

    private static void run(List<String> command, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path output = folder.resolve("install.log");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            Assumptions.abort("can't install AWS's client: no " + command.getFirst() + " on this machine");
            throw e;
        }
        boolean ended = process.waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        Assumptions.assumeTrue(
                ended && process.exitValue() == 0,
                () -> "can't install AWS's client from its registry (" + output + " says why): " + command);
    }
}
