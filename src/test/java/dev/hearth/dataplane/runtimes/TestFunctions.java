package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.TestingModel;
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
            Optional.of(Path.of("/var/sdk")),
            Optional.of(Path.of("/tmp")));

    private TestFunctions() {}

    static FunctionVersion function(String runtime, String handler, Map<String, String> environment) {
        return function(runtime, handler, environment, 512);
    }

    static FunctionVersion function(String runtime, String handler, Map<String, String> environment, int memoryMb) {
        return TestingModel.latest(
                new FunctionArn("eu-central-1", new AccountId("123456789012"), "greet", Optional.empty()),
                "revision",
                TestingModel.configuration(
                        "greet",
                        TestingModel.program(runtime, handler, TestingModel.CODE),
                        environment,
                        memoryMb,
                        Duration.ofSeconds(3)));
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
