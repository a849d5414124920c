package dev.hearth.dataplane.runtimes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shortens the start of AWS's runtime interface client. Its native library is unpacked ahead, and a JVM that supports
 * it gets an archive of the client's loaded classes, which halves the start.
 */
final class JavaBootstrap {
    /** The program's jar: its manifest has the class path and the permission to load the native library. */
    static final String PROGRAM = "bootstrap.jar";

    /** The module and package that the client opens by reflection. */
    static final String OPENED = "java.base/java.io";

    static final String NATIVE_LIBRARY = "client.so";
    static final String ARCHIVE = "client.jsa";
    static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    /**
     * The option with the path of the native library. Without it the client unpacks the library to {@code /tmp} at each
     * start.
     */
    static final String NATIVE_LIBRARY_OPTION =
            "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI=";

    /**
     * The first release whose archives can be used at another path than the one at which they were made, without a
     * warning.
     */
    static final int ARCHIVE_SINCE = 25;

    private static final Logger LOG = LoggerFactory.getLogger(JavaBootstrap.class);
    private static final String CLIENT = "aws-lambda-java-runtime-interface-client-";

    private JavaBootstrap() {}

    /** Completes a folder whose {@code lib} holds the client and its dependencies. */
    static void complete(Path folder, Interpreter java) throws IOException {
        List<Path> libraries;
        try (Stream<Path> files = Files.list(folder.resolve("lib"))) {
            libraries = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        Path client = libraries.stream()
                .filter(file -> file.getFileName().toString().startsWith(CLIENT))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + CLIENT + "*.jar in " + folder));
        unpackNativeLibrary(client, folder.resolve(NATIVE_LIBRARY));
        writeProgram(folder.resolve(PROGRAM), libraries);
        if (java.version().major() >= ARCHIVE_SINCE) {
            archive(folder, java);
        }
    }

    private static void unpackNativeLibrary(Path client, Path target) throws IOException {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        try (JarFile jar = new JarFile(client.toFile())) {
            JarEntry entry = jar.getJarEntry("jni/libaws-lambda-jni.linux-" + machine + ".so");
            if (entry == null) {
                throw new IOException("no library for " + machine + " in " + client);
            }
            try (InputStream library = jar.getInputStream(entry)) {
                Files.copy(library, target);
            }
        }
    }

    private static void writeProgram(Path target, List<Path> libraries) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, MAIN);
        attributes.put(
                Attributes.Name.CLASS_PATH,
                libraries.stream().map(file -> "lib/" + file.getFileName()).collect(Collectors.joining(" ")));
        // unlike the option of this name, the attribute leaves the JVM's own archive usable
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
        attributes.putValue(
                "Add-Opens", OPENED); // the client makes a stream of the descriptor of log calls by reflection
        try (OutputStream stream = Files.newOutputStream(target)) {
            new JarOutputStream(stream, manifest).close();
        }
    }

    /**
     * Runs the client up to its first call, which is not answered, and has the JVM archive the loaded classes. A
     * failure only makes starts slower.
     */
    private static void archive(Path folder, Interpreter java) throws IOException {
        Path archive = folder.toAbsolutePath().resolve(ARCHIVE);
        ProcessBuilder builder = new ProcessBuilder(
                java.program().toString(),
                "-XX:ArchiveClassesAtExit=" + archive,
                "-Xlog:disable",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                NATIVE_LIBRARY_OPTION + folder.toAbsolutePath().resolve(NATIVE_LIBRARY),
                "-jar",
                folder.toAbsolutePath().resolve(PROGRAM).toString(),
                "java.util.HashMap::get");
        builder.environment().clear();
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try {
            process.waitFor(Limits.COMPILATION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while archiving classes", e);
        } finally {
            process.destroyForcibly();
        }
        if (!Files.exists(archive)) {
            LOG.warn("{} made no archive of the Java client: its cold starts take longer", java.program());
        }
    }
}
