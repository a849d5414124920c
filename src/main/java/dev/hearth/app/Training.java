package dev.hearth.app;

import dev.hearth.cli.Cli;
import dev.hearth.cli.Output;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A short life of the whole server over an empty folder, from which the JVM learns what a start needs. It begins at the
 * command line, as a real one does: what it does not pass through is loaded slowly later.
 */
final class Training {
    private Training() {}

    static int run(Output output) {
        try {
            Path data = Files.createTempDirectory("hearth-training");
            int status = command(output, "up", "--port", "0", "--data", data.toString());
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return status;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int command(Output output, String... arguments) {
        return Cli.run(
                arguments, Map.of(), new HearthBackend(output, Training::live), output, Ids.secure(), Time.SYSTEM);
    }

    private static void live(Hearth hearth) throws InterruptedException {
        URI endpoint = hearth.endpoint();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String path : List.of("/health", "/2015-03-31/functions")) {
                http.send(HttpRequest.newBuilder(endpoint.resolve(path)).build(), BodyHandlers.discarding());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
