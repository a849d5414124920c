package dev.hearth.dataplane.runtimes;

import static dev.hearth.dataplane.runtimes.TestFunctions.CONTAINER;
import static dev.hearth.dataplane.runtimes.TestFunctions.function;
import static dev.hearth.dataplane.runtimes.TestFunctions.installation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.sandbox.Layout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuntimeInstallationTest {
    @Test
    void pythonOfTheSystem() {
        RuntimeInstallation python = installation("python3.11", "3.11.2", "/usr/bin/python3.11", Optional.empty());
        Launch launch = python.launch(CONTAINER, function("python3.11", "app.handler", Map.of()));
        assertThat(launch.command()).containsExactly("/usr/bin/python3.11", "/var/runtime/bootstrap.py");
        assertThat(launch.environment()).containsEntry("PYTHONPATH", "/var/runtime");
    }

    @Test
    void logsTellVersionsInLambdasForm() {
        assertThat(version("python3.13", "3.13.0")).isEqualTo("python:3.13.v0");
        assertThat(version("nodejs22.x", "20.20.2")).isEqualTo("nodejs:20.v2002");
        assertThat(version("java8.al2", "17.0.15")).isEqualTo("java:17.v15");
        assertThat(version("ruby3.4", "3.1.2")).isEqualTo("ruby:3.1.v2");
        assertThat(version("provided.al2023", "")).isEqualTo("provided:al2023.v1");
    }

    private static String version(String runtime, String interpreter) {
        return installation(runtime, interpreter, "/bin/any", Optional.empty()).versionInLogs();
    }

    @Test
    void pythonOfAHomeIsSeenAtLambdasPlace() {
        RuntimeInstallation python = installation(
                "python3.13", "3.13.0", "/home/a/v/3.13.0/bin/python3.13", Optional.of(Path.of("/home/a/v/3.13.0")));
        assertThat(python.launch(CONTAINER, function("python3.13", "app.handler", Map.of()))
                        .command())
                .startsWith("/var/lang/bin/python3.13");
    }

    @Test
    void aPlainProcessSeesTheHostsPaths() {
        Layout host = new Layout(
                Path.of("/data/code/1"),
                Path.of("/data/runtimes/r"),
                Optional.of(Path.of("/home/a/v")),
                Path.of("/data/layers/1"),
                Optional.of(Path.of("/data/sdk/trees/1")),
                Optional.empty());
        RuntimeInstallation python =
                installation("python3.13", "3.13.0", "/home/a/v/bin/python3.13", Optional.of(Path.of("/home/a/v")));
        assertThat(python.launch(host, function("python3.13", "app.handler", Map.of()))
                        .command())
                .containsExactly(
                        "/home/a/v/bin/python3.13",
                        "/data/runtimes/r/bootstrap.py",
                        "/data/layers/1",
                        "/data/sdk/trees/1");
    }

    @Test
    void nodejsHeapFollowsTheFunctionsMemory() {
        RuntimeInstallation node = installation("nodejs22.x", "20.20.2", "/usr/bin/node", Optional.empty());
        Launch launch = node.launch(CONTAINER, function("nodejs22.x", "app.handler", Map.of()));
        assertThat(launch.command())
                .containsExactly(
                        "/usr/bin/node",
                        "--expose-gc",
                        "--max-semi-space-size=25",
                        "--max-old-space-size=460",
                        "/var/runtime/index.cjs");
        assertThat(launch.environment())
                .containsEntry(
                        "NODE_PATH",
                        "/opt/nodejs/node22/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules"
                                + ":/var/runtime:/var/task");
    }

    @Test
    void javaRunsUnderTheRuntimeInterfaceClient() {
        RuntimeInstallation java = installation("java21", "25.0.1", "/usr/lib/jvm/j/bin/java", Optional.empty());
        assertThat(java.launch(CONTAINER, function("java21", "a.Handler::handle", Map.of()))
                        .command())
                .contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx435m")
                .contains("-XX:SharedArchiveFile=/var/runtime/client.jsa")
                .endsWith("-jar", "/var/runtime/bootstrap.jar", "a.Handler::handle");
    }

    @Test
    void rubyLooksForLibrariesWhereLambdasDoes() {
        RuntimeInstallation ruby = installation("ruby3.3", "3.1.2", "/usr/bin/ruby3.1", Optional.empty());
        Launch launch = ruby.launch(CONTAINER, function("ruby3.3", "app.handler", Map.of()));
        assertThat(launch.command()).containsExactly("/usr/bin/ruby3.1", "/var/runtime/bootstrap.rb");
        assertThat(launch.environment())
                .containsEntry("RUBYLIB", "/var/task:/var/runtime/lib:/opt/ruby/lib")
                .containsEntry(
                        "GEM_PATH",
                        "/var/task/vendor/bundle/ruby/3.3.0:/opt/ruby/gems/3.3.0:"
                                + "/var/task/vendor/bundle/ruby/3.1.0:/opt/ruby/gems/3.1.0:/var/sdk:");
    }

    @Test
    void rubyOfAHomeIsToldWhereItsLibraryIs() {
        RuntimeInstallation ruby =
                installation("ruby3.3", "3.3.6", "/home/a/v/bin/ruby", Optional.of(Path.of("/home/a/v")));
        assertThat(ruby.launch(CONTAINER, function("ruby3.3", "app.handler", Map.of()))
                        .command())
                .startsWith("/var/lang/bin/ruby", "-I", "/var/lang/lib/ruby/3.3.0", "-I")
                .endsWith("/var/runtime/bootstrap.rb");
    }

    @Test
    void aProgramOfTheFunctionsOwnIsLookedForInItsPackageThenInLayers() {
        RuntimeInstallation provided =
                installation("provided.al2023", "", "/data/runtimes/r/bootstrap", Optional.empty());
        assertThat(provided.launch(CONTAINER, function("provided.al2023", "any", Map.of()))
                        .command())
                .containsExactly("/var/runtime/bootstrap", "/var/task/bootstrap", "/opt/bootstrap");
    }

    @Test
    void aWrapperGetsTheCommandAsArguments() {
        Map<String, String> wrapper = Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrap");
        RuntimeInstallation python = installation("python3.11", "3.11.2", "/usr/bin/python3.11", Optional.empty());
        assertThat(python.launch(CONTAINER, function("python3.11", "app.handler", wrapper))
                        .command())
                .startsWith("/bin/sh", "-c")
                .endsWith("/opt/wrap", "/usr/bin/python3.11", "/var/runtime/bootstrap.py");
        RuntimeInstallation provided =
                installation("provided.al2023", "", "/data/runtimes/r/bootstrap", Optional.empty());
        assertThat(provided.launch(CONTAINER, function("provided.al2023", "any", wrapper))
                        .command())
                .startsWith("/var/runtime/bootstrap");
    }
}
