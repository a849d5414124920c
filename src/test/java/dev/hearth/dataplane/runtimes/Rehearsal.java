package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.runtimes.RecordingRuntimeApi.Event;
import dev.hearth.dataplane.runtimes.RecordingRuntimeApi.Post;
import dev.hearth.dataplane.sandbox.Stem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A runtime's process run against a Runtime API of the test's own, and all that it did. */
record Rehearsal(String end, List<Post> posts, String output) {
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** The header of a log call's frame: its type, of which the last byte varies, length and time. */
    private static final Pattern FRAME = Pattern.compile("\u00a5Z\0(.).{12}", Pattern.DOTALL);

    static final Map<String, String> VARIABLES = Map.of(
            "PATH", "/usr/local/bin:/usr/bin:/bin",
            "LANG", "en_US.UTF-8",
            "TZ", ":UTC",
            "AWS_LAMBDA_FUNCTION_NAME", "greet",
            "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512",
            "AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/greet",
            "AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0123");

    /** Runs it until every event is answered and it asks for the next, or until it ends. */
    static Rehearsal of(List<String> command, Map<String, String> environment, Path folder, List<Event> events)
            throws IOException, InterruptedException {
        return of(command, Optional.empty(), environment, folder, events);
    }

    /**
     * The same of a process that was started before it had its function.
     *
     * @param early the variables that it was started with
     */
    static Rehearsal waiting(
            List<String> command,
            Map<String, String> early,
            Map<String, String> environment,
            Path folder,
            List<Event> events)
            throws IOException, InterruptedException {
        return of(command, Optional.of(early), environment, folder, events);
    }

    private static Rehearsal of(
            List<String> command,
            Optional<Map<String, String>> early,
            Map<String, String> environment,
            Path folder,
            List<Event> events)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("rehearsal", ".log");
        try (RecordingRuntimeApi api = new RecordingRuntimeApi(events)) {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            Map<String, String> variables = new HashMap<>(VARIABLES);
            variables.putAll(environment);
            variables.put("AWS_LAMBDA_RUNTIME_API", api.address());
            builder.environment().clear();
            builder.environment().putAll(early.orElse(variables));
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            if (early.isPresent()) {
                builder.directory(folder.getRoot().toFile());
            } else {
                builder.redirectInput(Path.of("/dev/null").toFile());
            }
            Process process = builder.start();
            if (early.isPresent()) {
                try (OutputStream input = process.getOutputStream()) {
                    input.write(Stem.message(folder, variables));
                }
            }
            Thread watcher = Thread.startVirtualThread(() -> {
                process.onExit().join();
                api.done().countDown();
            });
            boolean finished = api.done().await(BOUND.toMillis(), TimeUnit.MILLISECONDS);
            String end = finished && process.isAlive() ? "waits" : "hangs";
            if (!process.isAlive()) {
                end = "exit " + process.exitValue();
            }
            process.destroyForcibly().waitFor();
            watcher.join();
            return new Rehearsal(end, api.posts(), Files.readString(output, StandardCharsets.ISO_8859_1));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** All of it as text; of a log call's frame, its type. */
    String shown() {
        StringBuilder text = new StringBuilder(end).append('\n');
        for (Post post : posts) {
            text.append("POST ").append(post.path()).append('\n').append(post.headers());
            text.append(post.body()).append('\n');
        }
        return FRAME.matcher(text.append(output))
                .replaceAll(frame -> "FRAME " + (int) frame.group(1).charAt(0) + " ");
    }
}
