package dev.hearth.runtimes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The functions of {@code src/test/functions} that need building, built once into a folder of the build: what comes
 * back is a folder to make a package of.
 */
public final class FunctionBuilds {
    private static final Path SOURCES = Path.of("src/test/functions").toAbsolutePath();
    private static final Path BUILDS = Path.of("target/test-functions").toAbsolutePath();
    private static final Duration BOUND = Duration.ofMinutes(15);

    private FunctionBuilds() {}

    /** A function under AWS's client for Go. */
    public static Path go(String name) throws IOException, InterruptedException {
        Path folder = BUILDS.resolve("go-" + name);
        Path built = folder.resolve("package");
        Path program = built.resolve("bootstrap");
        if (!Files.exists(program)) {
            copy(SOURCES.resolve("go").resolve(name), folder);
            run(folder, Map.of("CGO_ENABLED", "0"), "go", "build", "-o", program.toString(), ".");
        }
        return built;
    }

    /** A function under AWS's client for Rust. */
    public static Path rust(String name) throws IOException, InterruptedException {
        Path folder = BUILDS.resolve("rust-" + name);
        Path built = folder.resolve("package");
        Path program = built.resolve("bootstrap");
        if (!Files.exists(program)) {
            copy(SOURCES.resolve("rust").resolve(name), folder);
            run(folder, Map.of(), "cargo", "build", "--quiet", "--locked");
            Files.createDirectories(built);
            Files.copy(folder.resolve("target/debug/bootstrap"), program, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return built;
    }

    /** A function under AWS's client for Java, for Java 11 and later. */
    public static Path java(String name) throws IOException, InterruptedException {
        Path folder = BUILDS.resolve("java-" + name);
        Path done = folder.resolve("done");
        if (!Files.exists(done)) {
            copy(SOURCES.resolve("java").resolve(name), folder);
            Path compiler = Path.of(System.getProperty("java.home"), "bin", "javac");
            String library = Path.of("target/runtimes/java/lib").toAbsolutePath() + "/*";
            List<String> sources;
            try (Stream<Path> files = Files.list(folder)) {
                sources = files.map(Path::toString)
                        .filter(file -> file.endsWith(".java"))
                        .toList();
            }
            String[] command = Stream.concat(
                            Stream.of(
                                    compiler.toString(), "--release", "11", "-cp", library, "-d", folder + "/package"),
                            sources.stream())
                    .toArray(String[]::new);
            run(folder, Map.of(), command);
            Files.createFile(done);
        }
        return folder.resolve("package");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = folder.resolve("build.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            Assumptions.abort("there is no " + command[0] + " on this machine");
            throw e;
        }
        boolean ended = process.waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        Assumptions.assumeTrue(
                ended && process.exitValue() == 0, () -> "can't build (" + output + " says why): " + command[0]);
    }
}
