package dev.hearth.app;

import dev.hearth.cli.Configuration;
import dev.hearth.cli.Output;
import dev.hearth.image.RegistrySettings;
import dev.hearth.model.AccountId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A short life of the whole server over an empty folder, from which the JVM learns what a start needs. */
final class Training {
    private Training() {}

    static int run(Output output) {
        try {
            Path data = Files.createTempDirectory("hearth-training");
            Hearth hearth = new Hearth(configuration(data), output::remark);
            hearth.start();
            URI endpoint = hearth.endpoint();
            try (HttpClient http = HttpClient.newHttpClient()) {
                for (String path : List.of("/health", "/2015-03-31/functions")) {
                    http.send(HttpRequest.newBuilder(endpoint.resolve(path)).build(), BodyHandlers.discarding());
                }
            }
            hearth.close();
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static Configuration configuration(Path data) {
        return new Configuration(
                InetAddress.getLoopbackAddress(),
                0,
                data,
                Optional.empty(),
                Set.of(),
                List.of(),
                new AccountId("000000000000"),
                "us-east-1",
                Duration.ofMinutes(1),
                Optional.empty(),
                false,
                RegistrySettings.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Path.of(System.getProperty("hearth.home", ".")).toAbsolutePath().normalize());
    }
}
