package dev.hearth.dataplane.runtimes;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/**
 * The functions of {@code src/test/functions} under AWS's own runtime clients from their registries, built once into a
 * folder of the build: what comes back is a folder to make a package of. Where the machine can't build one, the test
 * that asks is given up and says why.
 */
public final class FunctionBuilds {
    /** The interpreters that a sandbox finds by their names. */
    public static final Path PYTHON = Path.of("/usr/bin/python3");

    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Path SOURCES = Path.of("src/test/functions").toAbsolutePath();
    private static final Path BUILDS = Path.of("target/test-functions").toAbsolutePath();
    private static final Duration BOUND = Duration.ofMinutes(8);

    private static final Map<Path, Throwable> FAILURES = new ConcurrentHashMap<>();

    private FunctionBuilds() {}

    /** A function under AWS's client for Go. */
    public static Path go(String name) throws IOException, InterruptedException {
        return build("go", name, (folder, built) -> {
            need("go");
            run(folder, Map.of("CGO_ENABLED", "0"), "go", "build", "-o", built + "/bootstrap", ".");
        });
    }

    /** A function under AWS's client for Rust. All of them share one build of the client. */
    public static Path rust(String name) throws IOException, InterruptedException {
        return build("rust", name, (folder, built) -> {
            need("cargo", "cc");
            Path shared = BUILDS.resolve("rust-target");
            run(folder, Map.of("CARGO_TARGET_DIR", shared.toString()), "cargo", "build", "--quiet", "--locked");
            Files.copy(
                    shared.resolve("debug").resolve(name),
                    built.resolve("bootstrap"),
                    StandardCopyOption.COPY_ATTRIBUTES);
        });
    }

    /** A function for AWS's client for Java, for Java 11 and later, with AWS's library of events. */
    public static Path java(String name) throws IOException, InterruptedException {
        return build("java", name, (folder, built) -> {
            Path libraries = Files.createDirectories(built.resolve("lib"));
            for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path file = Path.of(jar);
                if (jar.contains("aws-lambda-java-events") || jar.contains("joda-time")) {
                    Files.copy(file, libraries.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            String client = Path.of("target/runtimes/java/lib").toAbsolutePath() + "/*";
            String compiler =
                    Path.of(System.getProperty("java.home"), "bin", "javac").toString();
            String path = client + File.pathSeparator + libraries + "/*";
            String source = folder.resolve("Hello.java").toString();
            run(folder, Map.of(), compiler, "--release", "11", "-cp", path, "-d", built.toString(), source);
        });
    }

    /** A function with AWS's client for Python in its package, for {@link #PYTHON}. */
    public static Path python(String name) throws IOException, InterruptedException {
        return build("python", name, (folder, built) -> {
            need(PYTHON.toString());
            String client = "awslambdaric==4.2.2";
            run(folder, Map.of(), PYTHON.toString(), "-m", "pip", "install", "--quiet", "-t", built.toString(), client);
            copy(SOURCES.resolve("python").resolve(name), built);
            bootstrap(
                    built,
                    "export AWS_EXECUTION_ENV=AWS_Lambda_python" + pythonVersion() + "\n"
                            + "exec python3 -m awslambdaric \"$_HANDLER\"");
        });
    }

    /** The version of {@link #PYTHON}, as {@code 3.13}. */
    public static String pythonVersion() throws IOException, InterruptedException {
        need(PYTHON.toString());
        Process process = new ProcessBuilder(
                        PYTHON.toString(), "-c", "import sys; print('%d.%d' % sys.version_info[:2], end='')")
                .start();
        String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return version;
    }

    /** A function with AWS's client for Node.js in its package, whose native half is compiled here. */
    public static Path nodejs(String name) throws IOException, InterruptedException {
        return build("nodejs", name, (folder, built) -> {
            need(NODE.toString(), "npm", "cmake", "autoconf", "automake", "libtoolize", "make", "g++", "python3", "xz");
            Files.writeString(folder.resolve("package.json"), "{}");
            String client = "aws-lambda-ric@4.0.2";
            run(
                    folder,
                    Map.of("MAKEFLAGS", "-j2"),
                    "npm",
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--foreground-scripts",
                    client);
            String within = "node_modules/aws-lambda-ric";
            copy(folder.resolve(within), built.resolve(within));
            copy(SOURCES.resolve("nodejs").resolve(name), built);
            bootstrap(
                    built,
                    "export AWS_EXECUTION_ENV=AWS_Lambda_nodejs24.x\n"
                            + "exec node node_modules/aws-lambda-ric/index.mjs \"$_HANDLER\"");
        });
    }

    private interface Recipe {
        void build(Path folder, Path built) throws IOException, InterruptedException;
    }

    /**
     * Builds in a folder whose name tells the sources, so that an older build of others is not taken for theirs. Who
     * asks for what is being built waits for it.
     */
    private static Path build(String language, String name, Recipe recipe) throws IOException, InterruptedException {
        Path sources = SOURCES.resolve(language).resolve(name);
        Path folder = BUILDS.resolve(language + "-" + name + "-" + digest(sources));
        Path built = folder.resolve("package");
        Path done = folder.resolve("done");
        try (BuildLock _ = BuildLock.of(folder)) {
            Throwable failure = FAILURES.get(folder);
            Assumptions.assumeTrue(failure == null, () -> String.valueOf(failure));
            if (!Files.exists(done)) {
                copy(sources, folder);
                Files.createDirectories(built);
                recipe.build(folder, built);
                Files.createFile(done);
            }
            return built;
        } catch (TestAbortedException e) {
            FAILURES.put(folder, e); // it would fail again, and take as long
            throw e;
        }
    }

    private static String digest(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bootstrap(Path built, String commands) throws IOException {
        Path program = Files.writeString(built.resolve("bootstrap"), "#!/bin/sh\n" + commands + "\n");
        program.toFile().setExecutable(true);
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

    private static void need(String... tools) {
        String missing = Stream.of(tools)
                .filter(tool -> Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder).resolve(tool))))
                .collect(Collectors.joining(", "));
        Assumptions.assumeTrue(missing.isEmpty(), () -> "this machine has no " + missing);
    }

    private static void run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = folder.resolve("build.log");
        List<String> nice = new ArrayList<>(); // tests run beside it
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
            nice.addAll(List.of("/usr/bin/nice", "-n", "10"));
        }
        nice.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(nice)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        Assumptions.assumeTrue(
                ended && process.exitValue() == 0,
                () -> "can't build (" + output + " says why): " + String.join(" ", command));
    }
}
