package dev.hearth.runtimes;

import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.sandbox.Image;
import dev.hearth.sandbox.Layout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Functions, installations and layouts to start things with. */
final class TestFunctions {
    /** What a container shows. */
    static final Layout CONTAINER = new Layout(
            Path.of("/var/task"),
            Path.of("/var/runtime"),
            Optional.of(Path.of("/var/lang")),
            Path.of("/opt"),
            Optional.of(Path.of("/tmp")));

    private TestFunctions() {}

    static FunctionVersion function(String runtime, String handler, Map<String, String> environment) {
        return new FunctionVersion(
                new FunctionArn("eu-central-1", new AccountId("123456789012"), "greet", Optional.of("$LATEST")),
                "revision",
                new RuntimeIdentifier(runtime),
                handler,
                new CodePackage("00", new DataSize(1)),
                environment,
                DataSize.ofMebibytes(512),
                DataSize.ofMebibytes(512),
                Duration.ofSeconds(3),
                "/aws/lambda/greet");
    }

    static RuntimeInstallation installation(String runtime, String version, String program, Optional<Path> tree) {
        RuntimeIdentifier identifier = new RuntimeIdentifier(runtime);
        return new RuntimeInstallation(
                identifier,
                Language.parse(identifier).orElseThrow().language(),
                version,
                Path.of(program),
                true,
                new Image("r", Path.of("/data/runtimes/r")),
                tree.map(folder -> new Image("i", folder)));
    }
}
