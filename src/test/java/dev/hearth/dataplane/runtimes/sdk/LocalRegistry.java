package dev.hearth.dataplane.runtimes.sdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Registries of npm and RubyGems on the loopback address, and packages for pip in a folder: all very small. */
public final class LocalRegistry implements AutoCloseable {
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch ends = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean silent;
    private final HttpServer server;

    public LocalRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = URLDecoder.decode(exchange.getRequestURI().getRawPath(), StandardCharsets.UTF_8)
                .substring(1);
        requests.add(path);
        asked.countDown();
        byte[] body = files.get(path);
        try (exchange) {
            if (silent) {
                ends.await();
            }
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null && !exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on it takes requests and answers none. */
    public void beSilent() {
        silent = true;
    }

    /** Waits for the first request. */
    public void awaitRequest() throws InterruptedException {
        asked.await();
    }

    /** The paths that were asked for, as often as they were. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Serves all files of a folder. */
    void serve(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    /** A package of npm's registry, in one version for every Node.js and a later one that accepts none. */
    public LocalRegistry npm(String name, String version, Map<String, String> content) throws IOException {
        JsonObject versions = JsonObject.builder()
                .put(version, npmVersion(name, version, ">=18", content))
                .put("3.9999.0", npmVersion(name, "3.9999.0", ">=9999", content))
                .build();
        JsonObject description = JsonObject.builder()
                .put("name", name)
                .put("dist-tags", JsonValue.of(Map.of("latest", "3.9999.0")))
                .put("versions", versions)
                .build();
        files.put(name, Json.write(description));
        return this;
    }

    private JsonObject npmVersion(String name, String version, String engine, Map<String, String> content)
            throws IOException {
        JsonObject description = JsonObject.builder()
                .put("name", name)
                .put("version", version)
                .put("main", "index.js")
                .put("engines", JsonValue.of(Map.of("node", engine)))
                .build();
        Map<String, String> all = new HashMap<>(content);
        all.put("package.json", description.toJson());
        byte[] archive = tar(all);
        String path = "archives/" + name + "-" + version + ".tgz";
        files.put(path, archive);
        return JsonObject.builder()
                .put("name", name)
                .put("version", version)
                .put("engines", JsonValue.of(Map.of("node", engine)))
                .put(
                        "dist",
                        JsonValue.of(Map.of("tarball", address() + path, "integrity", "sha512-" + sha512(archive))))
                .build();
    }

    private static String sha512(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-512").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tar(Map<String, String> content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (var file : content.entrySet()) {
                byte[] text = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry("package/" + file.getKey());
                entry.setSize(text.length);
                tar.putArchiveEntry(entry);
                tar.write(text);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** A package for pip, which holds one module. */
    public static void wheel(Path folder, String name, String version, String python, String source, String... needs)
            throws IOException {
        StringBuilder metadata = new StringBuilder("Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version
                + "\nRequires-Python: " + python + "\n");
        for (String need : needs) {
            metadata.append("Requires-Dist: ").append(need).append('\n');
        }
        String info = name + "-" + version + ".dist-info/";
        try (ZipOutputStream zip = new ZipOutputStream(
                Files.newOutputStream(folder.resolve(name + "-" + version + "-py3-none-any.whl")))) {
            for (var file : Map.of(
                            name + "/__init__.py",
                            source,
                            info + "METADATA",
                            metadata.toString(),
                            info + "WHEEL",
                            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                            info + "RECORD",
                            name + "/__init__.py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info
                                    + "RECORD,,\n")
                    .entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }

    /**
     * The gems {@code aws-sdk} and {@code aws-sdk-core}, which defines {@code CORE}.
     *
     * @param folder where they are built
     * @return whether this machine's RubyGems can
     */
    public boolean gems(Path folder) throws IOException, InterruptedException {
        Path index = folder.resolve("index");
        Files.createDirectories(index.resolve("gems"));
        boolean built = gem(folder, "aws-sdk-core", "3.5.0", "CORE = 'core'", "")
                && gem(folder, "aws-sdk", "3.1.0", "require 'aws-sdk-core'", "s.add_dependency 'aws-sdk-core'");
        if (!built || !succeeds("gem generate_index --directory " + index)) {
            return false;
        }
        serve(index);
        return true;
    }

    private static boolean gem(Path folder, String name, String version, String source, String more)
            throws IOException, InterruptedException {
        Path project = folder.resolve(name);
        Files.createDirectories(project.resolve("lib"));
        Files.writeString(project.resolve("lib").resolve(name + ".rb"), source + "\n");
        Files.writeString(
                project.resolve("x.gemspec"),
                "Gem::Specification.new { |s| s.name = '" + name + "'; s.version = '" + version
                        + "'; s.summary = 'x'; s.authors = ['x']; s.files = ['lib/" + name + ".rb']; " + more + " }\n");
        return succeeds("cd '" + project + "' && gem build x.gemspec --output '"
                + folder.resolve("index/gems").resolve(name + "-" + version + ".gem") + "'");
    }

    private static boolean succeeds(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /** Settings of pip, npm and RubyGems that have them use these registries and no others. */
    public Map<String, String> environment(Path wheels, Path gemSettings) {
        try {
            Files.writeString(gemSettings, ":sources: ['" + address() + "']\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "PIP_NO_INDEX", "1",
                "PIP_FIND_LINKS", wheels.toString(),
                "NPM_CONFIG_REGISTRY", address(),
                "GEMRC", gemSettings.toString(),
                "HOME", wheels.toString());
    }

    @Override
    public void close() {
        ends.countDown();
        server.stop(0);
    }
}
