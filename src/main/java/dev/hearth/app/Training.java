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
 * A short run of the whole server over an empty folder, in which the JVM records what to load at a start. It begins at
 * the command line, as a real start does, because code that it does not run is loaded slowly later.
 *
 * @param folder its data folder, which is removed at the end, also when the process is asked to stop
 */
record Training(Path folder) implements HearthBackend.Life {
    static int run(Path folder, Output output) {
        String[] arguments = {"up", "--port", "0", "--data", folder.toString()};
        HearthBackend backend = new HearthBackend(output, new Training(folder));
        return Cli.run(arguments, Map.of(), backend, output, Ids.secure(), Time.SYSTEM);
    }

    @Override
    public void spend(Hearth hearth) throws InterruptedException {
        URI endpoint = hearth.endpoint();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String path : List.of("/health", "/2015-03-31/functions")) {
                http.send(HttpRequest.newBuilder(endpoint.resolve(path)).build(), BodyHandlers.discarding());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void ended() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
