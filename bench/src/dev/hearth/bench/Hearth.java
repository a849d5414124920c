package dev.hearth.bench;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A real server in a process of its own, and signed calls to it. */
final class Hearth implements AutoCloseable {
    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final Pattern STARTED =
            Pattern.compile("hearth_call_seconds_count\\{start=\"(?!none)[a-z ]+\"} ([0-9]+)");
    private static final Pattern NEXT = Pattern.compile("\"NextMarker\":\"([^\"]+)\"");

    /** A limit that no benchmark reaches. */
    static final int MANY = 100_000;

    private final Path home;
    private final Path data;
    private final Process process;
    private final Map<String, String> environment = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Duration untilReady;

    Hearth(Path home, Path data, String... arguments) throws Exception {
        this.home = home;
        this.data = data;
        long begin = System.nanoTime();
        List<String> command = new ArrayList<>(
                List.of(home.resolve("hearth").toString(), "up", "--port", "0", "--data", data.toString()));
        command.addAll(List.of("--runtime-sdk", "none")); // no package manager runs beside what is measured
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> readOutput(ready));
        ready.get(120, TimeUnit.SECONDS);
        untilReady = Duration.ofNanos(System.nanoTime() - begin);
        for (String line : run("env", "--data", data.toString()).lines().toList()) {
            if (line.startsWith("export ")) {
                String[] parts = line.substring(7).split("=", 2);
                environment.put(parts[0], parts[1]);
            }
        }
    }

    private void readOutput(CompletableFuture<Void> ready) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder all = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.append(line).append('\n');
                if (line.startsWith("Hearth is ready at ")) {
                    ready.complete(null);
                }
            }
            ready.completeExceptionally(new IllegalStateException("it ended:\n" + all));
        } catch (IOException closed) {
            ready.completeExceptionally(closed);
        }
    }

    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("hearth").toString()));
        command.addAll(List.of(arguments));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (child.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
        return output;
    }

    /** Lets so many calls of the account run at once, and ten times as many a second. */
    void limit(int concurrency) throws Exception {
        run("account", "limit", Integer.toString(concurrency), "--data", data.toString());
        String path = "/2016-08-19/account-settings";
        for (int i = 0; i < 2_000; i++) {
            if (call("GET", path, "", 200).contains("\"ConcurrentExecutions\":" + concurrency)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new IllegalStateException("the limit is not taken up");
    }

    /** From the command to the line that says so. */
    Duration untilReady() {
        return untilReady;
    }

    long pid() {
        return process.pid();
    }

    /** What the server has in memory now, in MiB; 0 where the system does not tell. */
    long residentMebibytes() throws IOException {
        return mebibytes("VmRSS:");
    }

    /** The most that it had. */
    long peakMebibytes() throws IOException {
        return mebibytes("VmHWM:");
    }

    private long mebibytes(String line) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(text -> text.startsWith(line))
                .mapToLong(text -> Long.parseLong(text.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    InetSocketAddress address() {
        URI endpoint = endpoint();
        return new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
    }

    private URI endpoint() {
        return URI.create(environment.get("AWS_ENDPOINT_URL"));
    }

    /** Deploys a function of one file and waits until it is active. */
    void deploy(String name, String runtime, String handler, int memoryMb, Map<String, byte[]> files) throws Exception {
        create(name, runtime, handler, memoryMb, zip(files));
        awaitActive(name);
    }

    void create(String name, String runtime, String handler, int memoryMb, byte[] zip) throws Exception {
        create(name, runtime, handler, memoryMb, zip, "");
    }

    /** The no-op function, which takes so long for events that are not empty. */
    void deployNoop(String name, Noop noop, int millis) throws Exception {
        String environment = "\"Environment\":{\"Variables\":{\"NOOP_MILLIS\":\"" + millis + "\"}},";
        create(name, "provided.al2023", "any", 128, zip(Map.of("bootstrap", noop.bytes())), environment);
        awaitActive(name);
    }

    private void create(String name, String runtime, String handler, int memoryMb, byte[] zip, String environment)
            throws Exception {
        String body = """
                {"FunctionName":"%s","Runtime":"%s","Handler":"%s","MemorySize":%d,"Timeout":60,%s
                 "Role":"arn:aws:iam::000000000000:role/any","Code":{"ZipFile":"%s"}}
                """.formatted(
                        name,
                        runtime,
                        handler,
                        memoryMb,
                        environment,
                        Base64.getEncoder().encodeToString(zip));
        call("POST", FUNCTIONS, body, 201);
    }

    void configuration(String name) throws Exception {
        call("GET", FUNCTIONS + "/" + name + "/configuration", "", 200);
    }

    /** Lists all functions, page by page; how many there are. */
    int list() throws Exception {
        int count = 0;
        String path = FUNCTIONS;
        while (true) {
            String page = call("GET", path, "", 200);
            count += page.split("\"FunctionArn\"", -1).length - 1;
            Matcher next = NEXT.matcher(page);
            if (!next.find()) {
                return count;
            }
            path = FUNCTIONS + "?Marker=" + next.group(1);
        }
    }

    void health() throws Exception {
        http.send(
                HttpRequest.newBuilder(endpoint().resolve("/health")).build(), HttpResponse.BodyHandlers.discarding());
    }

    /**
     * Changes the function's configuration, so that its next call finds no warm sandbox.
     *
     * @param variables names of variables that it gets too
     */
    void makeCold(String name, int round, String... variables) throws Exception {
        StringBuilder all = new StringBuilder("\"ROUND\":\"" + round + "\"");
        for (String variable : variables) {
            all.append(",\"").append(variable).append("\":\"1\"");
        }
        call("PUT", FUNCTIONS + "/" + name + "/configuration", "{\"Environment\":{\"Variables\":{" + all + "}}}", 200);
        awaitActive(name);
    }

    private void awaitActive(String name) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            String configuration = call("GET", FUNCTIONS + "/" + name + "/configuration", "", 200);
            if (configuration.contains("\"State\":\"Active\"")
                    && configuration.contains("\"LastUpdateStatus\":\"Successful\"")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new IllegalStateException(name + " does not become active");
    }

    /** One call, timed here. */
    long invoke(String name) throws Exception {
        long begin = System.nanoTime();
        call("POST", FUNCTIONS + "/" + name + "/invocations", "{}", 200);
        return System.nanoTime() - begin;
    }

    /** How many calls have had a sandbox started for them. */
    long startedSandboxes() throws Exception {
        String token = Files.readString(data.resolve("operator.token")).strip();
        HttpRequest request = HttpRequest.newBuilder(endpoint().resolve("/_hearth/metrics"))
                .header("Authorization", "Bearer " + token)
                .build();
        String figures =
                http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return STARTED.matcher(figures)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private String call(String method, String path, String body, int expected) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers(method, path, body).forEach((name, value) -> {
            if (!name.equals("host")) {
                request.header(name, value);
            }
        });
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != expected
                || response.headers().firstValue("x-amz-function-error").isPresent()) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** A signed Invoke as it goes over the wire; good for the minutes that a signature holds. */
    byte[] signedInvoke(String name) {
        return signed(FUNCTIONS + "/" + name + "/invocations", "{}");
    }

    /** A signed Invoke with this event, of ASCII. */
    byte[] signedInvoke(String name, String event) {
        return signed(FUNCTIONS + "/" + name + "/invocations", event);
    }

    /** The same for an asynchronous event. */
    byte[] signedEvent(String name, String event) {
        return signed("/2014-11-13/functions/" + name + "/invoke-async/", event);
    }

    /** A signed InvokeWithResponseStream. */
    byte[] signedStream(String name, String event) {
        return signed("/2021-11-15/functions/" + name + "/response-streaming-invocations", event);
    }

    private byte[] signed(String path, String body) {
        StringBuilder text = new StringBuilder("POST " + path + " HTTP/1.1\r\n");
        headers("POST", path, body)
                .forEach((header, value) ->
                        text.append(header).append(": ").append(value).append("\r\n"));
        text.append("Content-Length: ").append(body.length()).append("\r\n\r\n");
        return text.append(body).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private Map<String, String> headers(String method, String path, String body) {
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(build -> build.identity(AwsCredentialsIdentity.create(
                                environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")))
                        .request(SdkHttpRequest.builder()
                                .uri(endpoint().resolve(path))
                                .method(SdkHttpMethod.fromValue(method))
                                .build())
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, environment.get("AWS_REGION")))
                .request();
        Map<String, String> headers = new HashMap<>();
        signed.headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return headers;
    }

    static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(file.getKey());
                entry.setUnixMode(0100755);
                zip.putArchiveEntry(entry);
                zip.write(file.getValue());
                zip.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
