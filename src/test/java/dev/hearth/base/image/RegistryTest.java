package dev.hearth.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.image.ImageException.Reason;
import dev.hearth.model.Sha256;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of registries: Debian's, and one made here that does what registries of the world do. */
class RegistryTest {
    private static final String PROCESSOR = "x86_64";
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("hearth:test-password".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path temporary;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final TestingImage image = new TestingImage()
            .processor("amd64")
            .layer(new TestingLayer().file("a", "x".repeat(50_000) + System.nanoTime()))
            .layer(new TestingLayer().file("b", "2"));
    private final byte[] manifest = image.manifest();
    private HttpServer server;
    private String host;

    /** What the server does with a request before it answers it as a registry does; true if it has answered. */
    private interface Whim {
        boolean answered(HttpExchange exchange) throws IOException;
    }

    private volatile Whim whim = exchange -> false;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host = "127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", this::serve);
        server.start();
    }

    @AfterEach
    void stopAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            seen.add(exchange.getRequestURI() + (authorization == null ? "" : " " + authorization));
            if (whim.answered(exchange)) {
                return;
            }
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/v2/app/manifests/")) {
                exchange.getResponseHeaders().set("Content-Type", image.manifestType());
                answer(exchange, 200, manifest);
            } else {
                byte[] blob = image.blobs().get(path.replaceFirst(".*sha256:", ""));
                answer(exchange, blob == null ? 404 : 200, blob == null ? new byte[0] : blob);
            }
        }
    }

    private static boolean answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        return true;
    }

    private ImageLibrary library(RegistrySettings settings) throws IOException {
        ImageLibrary library = new ImageLibrary(
                temporary.resolve("blobs-" + opened.size()),
                settings,
                List.of(),
                List.of(),
                Time.SYSTEM,
                Duration.ofMillis(1));
        opened.add(library);
        return library;
    }

    private static RegistrySettings settings(RegistryCredentials credentials) {
        return new RegistrySettings(credentials, Set.of(), Map.of(), Optional.empty());
    }

    private RegistryCredentials credentials(String registry) throws IOException {
        String auth = LOGIN.substring("Basic ".length());
        return RegistryCredentials.read(Files.writeString(
                temporary.resolve("auth.json"), "{\"auths\":{\"" + registry + "\":{\"auth\":\"" + auth + "\"}}}"));
    }

    private void assertPulls(ImageLibrary library, String address) throws IOException {
        ResolvedImage resolved = library.resolve(ImageReference.parse(address).orElseThrow(), PROCESSOR);
        assertThat(resolved.digest().hex()).isEqualTo(Sha256.of(manifest));
        Path target = temporary.resolve("tree-" + System.nanoTime());
        library.unpack(resolved, PROCESSOR, target, TreeOwner.UNPACKER);
        assertThat(UnpackedImage.root(target).resolve("b")).hasContent("2");
    }

    private ResolvedImage pull(ImageLibrary library, String address) throws IOException {
        ResolvedImage resolved = library.resolve(ImageReference.parse(address).orElseThrow(), PROCESSOR);
        library.fetch(resolved, PROCESSOR);
        return resolved;
    }

    private static void assertReason(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    // Debian's registry

    @Test
    void pullsByTagAndByDigest() throws Exception {
        DebianRegistry registry = DebianRegistry.start(Files.createDirectory(temporary.resolve("registry")), false);
        opened.add(registry);
        String digest = registry.push("team/app", "v1", image);
        ImageLibrary library = library(settings(RegistryCredentials.NONE));
        assertPulls(library, registry.host() + "/team/app:v1");
        assertPulls(library, registry.host() + "/team/app@sha256:" + digest);
        assertReason(Reason.NOT_FOUND, () -> pull(library, registry.host() + "/team/app:v2"));
        assertReason(Reason.NOT_FOUND, () -> pull(library, registry.host() + "/team/other:v1"));
        assertReason(Reason.NOT_FOUND, () -> pull(library, registry.host() + "/team/app@sha256:" + "0".repeat(64)));
    }

    @Test
    void pullsDockersFormatAndIndexes() throws Exception {
        DebianRegistry registry = DebianRegistry.start(Files.createDirectory(temporary.resolve("registry")), false);
        opened.add(registry);
        TestingImage docker = new TestingImage().docker().processor("amd64").layer(new TestingLayer().file("d", "1"));
        String digest = registry.push("app", "docker", docker);
        registry.push("app", "oci", image);
        TestingImage arm = new TestingImage().docker().processor("arm64").layer(new TestingLayer().file("d", "1"));
        registry.push("app", "arm", arm);
        registry.pushManifest(
                "app",
                "all",
                MediaTypes.DOCKER_INDEX,
                TestingImage.index(MediaTypes.DOCKER_INDEX, Map.of("amd64", docker, "arm64", arm)));
        ImageLibrary library = library(settings(RegistryCredentials.NONE));
        assertThat(pull(library, registry.host() + "/app:docker").digest().hex())
                .isEqualTo(digest);
        assertThat(pull(library, registry.host() + "/app:all").digest().hex()).isEqualTo(digest);
    }

    @Test
    void aClosedRegistryWantsTheRightPassword() throws Exception {
        DebianRegistry registry = DebianRegistry.start(Files.createDirectory(temporary.resolve("registry")), true);
        opened.add(registry);
        registry.push("app", "v1", image);
        assertPulls(library(settings(credentials(registry.host()))), registry.host() + "/app:v1");
        assertReason(
                Reason.ACCESS_DENIED,
                () -> pull(library(settings(RegistryCredentials.NONE)), registry.host() + "/app:v1"));
        RegistryCredentials wrong = RegistryCredentials.read(Files.writeString(
                temporary.resolve("wrong.json"),
                "{\"auths\":{\"" + registry.host() + "\":{\"username\":\"hearth\",\"password\":\"no\"}}}"));
        assertReason(Reason.ACCESS_DENIED, () -> pull(library(settings(wrong)), registry.host() + "/app:v1"));
    }

    @Test
    void aMirrorStandsInForLambdasOwnRegistry() throws Exception {
        DebianRegistry registry = DebianRegistry.start(Files.createDirectory(temporary.resolve("registry")), true);
        opened.add(registry);
        registry.push("app", "v1", image);
        String ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
        RegistrySettings mirrored = new RegistrySettings(
                credentials(registry.host()),
                Set.of(),
                Map.of(ecr, URI.create("http://" + registry.host())),
                Optional.empty());
        assertPulls(library(mirrored), ecr + "/app:v1");
    }

    // tokens

    @Test
    void aTokenIsGotWithTheNameAndPassword() throws IOException {
        whim = exchange -> tokenService(exchange, true);
        assertPulls(library(settings(credentials(host))), host + "/app:v1");
        assertThat(seen)
                .filteredOn(request -> request.startsWith("/token"))
                .isNotEmpty()
                .allMatch(request ->
                        request.equals("/token?service=registry%3A1&scope=repository%3Aapp%3Apull " + LOGIN));
    }

    @Test
    void aTokenIsGotWithoutAName() throws IOException {
        whim = exchange -> tokenService(exchange, false);
        assertPulls(library(settings(RegistryCredentials.NONE)), host + "/app:v1");
    }

    @Test
    void noTokenMeansNoAccess() {
        whim = exchange -> tokenService(exchange, true);
        assertReason(Reason.ACCESS_DENIED, () -> pull(library(settings(RegistryCredentials.NONE)), host + "/app:v1"));
    }

    @Test
    void aTokenThatRunsOutIsReplaced() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        whim = exchange -> {
            if (exchange.getRequestURI().getPath().equals("/token")) {
                return answer(
                        exchange,
                        200,
                        ("{\"access_token\":\"t" + asked.incrementAndGet() + "\"}").getBytes(StandardCharsets.UTF_8));
            }
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            boolean blob = exchange.getRequestURI().getPath().contains("/blobs/");
            String wanted = "Bearer t" + (blob ? 2 : 1);
            return !wanted.equals(authorization)
                    && asked.get() < 2
                    && challenge(exchange, "Bearer realm=\"http://" + host + "/token\"");
        };
        assertPulls(library(settings(RegistryCredentials.NONE)), host + "/app:v1");
        assertThat(asked).hasValue(2);
    }

    private boolean tokenService(HttpExchange exchange, boolean closed) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (exchange.getRequestURI().getPath().equals("/token")) {
            boolean refused = closed && !LOGIN.equals(authorization);
            return refused
                    ? answer(exchange, 401, new byte[0])
                    : answer(exchange, 200, "{\"token\":\"t-1\"}".getBytes(StandardCharsets.UTF_8));
        }
        return !"Bearer t-1".equals(authorization)
                && challenge(
                        exchange,
                        "Bearer realm=\"http://" + host
                                + "/token\",service=\"registry:1\",scope=\"repository:app:pull\"");
    }

    private static boolean challenge(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Negotiate");
        exchange.getResponseHeaders().add("WWW-Authenticate", text);
        return answer(exchange, 401, new byte[0]);
    }

    // where registries send one

    @Test
    void contentElsewhereIsFetchedWithoutTheToken() throws IOException {
        HttpServer storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> told = new CopyOnWriteArrayList<>();
        storage.createContext("/", exchange -> {
            try (exchange) {
                told.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                byte[] blob =
                        image.blobs().get(exchange.getRequestURI().getPath().substring(1));
                answer(exchange, blob == null ? 404 : 200, blob == null ? new byte[0] : blob);
            }
        });
        storage.start();
        opened.add(() -> storage.stop(0));
        whim = exchange -> {
            if (tokenService(exchange, false)) {
                return true;
            }
            String path = exchange.getRequestURI().getPath();
            if (!path.contains("/blobs/")) {
                return false;
            }
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "http://127.0.0.1:" + storage.getAddress().getPort() + "/"
                                    + path.replaceFirst(".*sha256:", ""));
            return answer(exchange, 307, new byte[0]);
        };
        assertPulls(library(settings(RegistryCredentials.NONE)), host + "/app:v1");
        assertThat(told).isNotEmpty().containsOnly("null");
    }

    @Test
    void redirectsForEverEnd() {
        whim = exchange -> {
            exchange.getResponseHeaders().set("Location", exchange.getRequestURI() + "x");
            return answer(exchange, 302, new byte[0]);
        };
        assertReason(Reason.UNAVAILABLE, () -> pull(library(settings(RegistryCredentials.NONE)), host + "/app:v1"));
        assertThat(seen).hasSizeLessThan(10);
    }

    @Test
    void redirectsToFilesAreNotFollowed() {
        whim = exchange -> {
            exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
            return answer(exchange, 302, new byte[0]);
        };
        assertReason(Reason.UNAVAILABLE, () -> pull(library(settings(RegistryCredentials.NONE)), host + "/app:v1"));
    }

    // registries that fail

    @Test
    void failuresThatPassAreTriedAgain() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        whim = exchange ->
                asked.incrementAndGet() % 3 != 0 && answer(exchange, asked.get() % 3 == 1 ? 503 : 429, new byte[0]);
        assertPulls(library(settings(RegistryCredentials.NONE)), host + "/app:v1");
    }

    @Test
    void failuresThatStayEnd() {
        whim = exchange -> answer(exchange, 500, new byte[0]);
        assertReason(Reason.UNAVAILABLE, () -> pull(library(settings(RegistryCredentials.NONE)), host + "/app:v1"));
        assertThat(seen).hasSize(Limits.TRIES);
    }

    @Test
    void nobodyThereIsUnavailable() {
        server.stop(0);
        assertReason(Reason.UNAVAILABLE, () -> pull(library(settings(RegistryCredentials.NONE)), host + "/app:v1"));
    }

    @Test
    void aDownloadThatBreaksOffGoesOn() throws IOException {
        List<String> ranges = new CopyOnWriteArrayList<>();
        whim = exchange -> {
            byte[] blob = image.blobs().get(exchange.getRequestURI().getPath().replaceFirst(".*sha256:", ""));
            if (blob == null || !exchange.getRequestURI().getPath().contains("/blobs/")) {
                return false;
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = 0;
            if (range != null) {
                ranges.add(range);
                from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (blob.length - 1) + "/" + blob.length);
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, blob.length - from);
            int part = range == null ? Math.max(1, blob.length / 2) : blob.length - from;
            exchange.getResponseBody().write(blob, from, part);
            exchange.getResponseBody().flush();
            return true; // closing it now breaks the first answer off
        };
        assertPulls(library(settings(RegistryCredentials.NONE)), host + "/app:v1");
        assertThat(ranges).hasSize(3);
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        whim = exchange -> {
            if (!exchange.getRequestURI().getPath().contains("/manifests/")) {
                return false;
            }
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
            try {
                while (true) {
                    exchange.getResponseBody().write(spaces);
                }
            } catch (IOException cutOff) {
                return true;
            }
        };
        assertReason(Reason.INVALID, () -> pull(library(settings(RegistryCredentials.NONE)), host + "/app:v1"));
    }

    @Test
    void aWrongManifestForADigestIsRefused() {
        assertReason(
                Reason.INVALID,
                () -> pull(library(settings(RegistryCredentials.NONE)), host + "/app@sha256:" + Sha256.of("another")));
    }

    // who may be spoken to without encryption

    @Test
    void onlyLoopbackAndNamedRegistriesArePlain() {
        RegistrySettings settings = new RegistrySettings(
                RegistryCredentials.NONE,
                Set.of("registry.internal:5000"),
                Map.of("a.example", URI.create("http://b.example:80")),
                Optional.empty());
        assertThat(address(settings, "localhost:5000")).isEqualTo("http://localhost:5000");
        assertThat(address(settings, "127.0.0.9")).isEqualTo("http://127.0.0.9");
        assertThat(address(settings, "[::1]:80")).isEqualTo("http://[::1]:80");
        assertThat(address(settings, "registry.internal:5000")).isEqualTo("http://registry.internal:5000");
        assertThat(address(settings, "registry.internal")).isEqualTo("https://registry.internal");
        assertThat(address(settings, "127.0.0.1.example.com")).isEqualTo("https://127.0.0.1.example.com");
        assertThat(address(settings, "10.0.0.1:5000")).isEqualTo("https://10.0.0.1:5000");
        assertThat(address(settings, "a.example")).isEqualTo("http://b.example:80");
        assertThat(address(settings, "docker.io")).isEqualTo("https://registry-1.docker.io");
    }

    private static String address(RegistrySettings settings, String registry) {
        return ((RegistrySettings.Place.Remote) settings.place(registry))
                .address()
                .toString();
    }

    @Test
    void credentialsAreReadInDockersForm() throws IOException {
        Path file = temporary.resolve("config.json");
        Files.writeString(
                file,
                "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"YTpiOmM=\"},\"ghcr.io\":{},"
                        + "\"r:5000\":{\"username\":\"u\",\"password\":\"p\"}},\"credsStore\":\"desktop\"}");
        RegistryCredentials read = RegistryCredentials.read(file);
        assertThat(read.find("docker.io")).contains(new RegistryCredentials.Login("a", "b:c"));
        assertThat(read.find("r:5000")).contains(new RegistryCredentials.Login("u", "p"));
        assertThat(read.find("ghcr.io")).isEmpty();
        for (String text :
                List.of("", "[]", "{\"auths\":{\"r\":{\"auth\":\"!\"}}}", "{\"auths\":{\"r\":{\"auth\":\"YQ==\"}}}")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> RegistryCredentials.read(file)).isInstanceOf(IOException.class);
        }
    }
}
