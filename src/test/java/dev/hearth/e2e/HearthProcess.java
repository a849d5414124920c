package dev.hearth.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** A real Hearth in a process of its own, as {@code ./hearth up} starts it. */
final class HearthProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(90);

    private final Process process;
    private final Path data;
    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final Map<String, String> environment;
    private final Map<String, String> surroundings;

    private HearthProcess(Path data, Map<String, String> surroundings, List<String> arguments) throws IOException {
        this.data = data;
        this.surroundings = surroundings;
        List<String> command = command("up");
        // tests update one function after another: none of them waits for what only people are to see
        command.addAll(List.of("--port", "0", "--least-update", "0s", "--data", data.toString()));
        if (!arguments.contains("--runtime-sdk")) {
            command.addAll(List.of("--runtime-sdk", "none")); // no test is to load packages unless it says so
        }
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(surroundings);
        process = builder.start();
        Thread.ofVirtual().start(this::read);
        String endpoint = ready.orTimeout(READY.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(late -> {
                    process.destroyForcibly();
                    throw new IllegalStateException("not ready:\n" + String.join("\n", output), late);
                })
                .join();
        environment = readEnvironment();
        if (!endpoint.equals(environment.get("AWS_ENDPOINT_URL"))) {
            throw new IllegalStateException(endpoint + " is not what env says: " + environment.keySet());
        }
    }

    static HearthProcess start(Path data, String... arguments) {
        return start(data, Map.of(), arguments);
    }

    /** @param surroundings further environment variables of the server and of other commands over its data */
    static HearthProcess start(Path data, Map<String, String> surroundings, String... arguments) {
        try {
            return new HearthProcess(data, surroundings, List.of(arguments));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The start of a command line that runs a command of Hearth from this build. */
    static List<String> command(String name) {
        return new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dhearth.home=" + Path.of("").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hearth.app.Main",
                name));
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                if (line.startsWith("Hearth is ready at ")) {
                    ready.complete(
                            line.substring("Hearth is ready at ".length()).strip());
                }
            }
        } catch (IOException closed) {
            output.add("(" + closed + ")");
        }
        ready.completeExceptionally(new IllegalStateException("it ended"));
    }

    private Map<String, String> readEnvironment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : run("env").lines().toList()) {
            if (line.startsWith("export ")) {
                String[] parts = line.substring("export ".length()).split("=", 2);
                variables.put(parts[0], parts[1]);
            }
        }
        return variables;
    }

    /** Runs another command of Hearth over the same data, and gives what it printed. */
    String run(String name, String... arguments) {
        return Commands.run(surroundings, withData(name, arguments));
    }

    /** The same of one that may fail. */
    Commands.Result attempt(String name, String... arguments) {
        return Commands.attempt(surroundings, withData(name, arguments));
    }

    private List<String> withData(String name, String... arguments) {
        List<String> command = command(name);
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        return command;
    }

    /** What {@code hearth env} exports. */
    Map<String, String> environment() {
        return environment;
    }

    URI endpoint() {
        return URI.create(environment.getOrDefault("AWS_ENDPOINT_URL", ""));
    }

    Path data() {
        return data;
    }

    long pid() {
        return process.pid();
    }

    String output() {
        return String.join("\n", output);
    }

    /** A client of the AWS SDK that knows nothing of Hearth but what {@code env} exports; it never retries. */
    LambdaClient client() {
        return LambdaClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(environment.getOrDefault("AWS_REGION", "")))
                .credentialsProvider(credentials())
                .overrideConfiguration(configuration -> configuration
                        .retryStrategy(RetryMode.STANDARD)
                        .retryStrategy(strategy -> strategy.maxAttempts(1))
                        .apiCallTimeout(Duration.ofSeconds(60)))
                .build();
    }

    /** The asynchronous client, which alone reads streamed answers. */
    LambdaAsyncClient asyncClient() {
        return LambdaAsyncClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(environment.getOrDefault("AWS_REGION", "")))
                .credentialsProvider(credentials())
                .overrideConfiguration(
                        configuration -> configuration.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }

    private StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                environment.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "")));
    }

    /** As {@code kill -9}: nothing is tidied up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** The status with which it ends by itself. */
    int awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("it did not end:\n" + output());
        }
        return process.exitValue();
    }

    /** As {@code kill -TERM}; false if it did not end in time. */
    boolean terminate(Duration limit) throws InterruptedException {
        process.destroy();
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            if (process.isAlive() && !terminate(Duration.ofSeconds(60))) {
                kill();
                throw new IllegalStateException("it did not stop:\n" + output());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        if (Files.notExists(data)) {
            throw new IllegalStateException("its data is gone: " + data);
        }
    }
}
