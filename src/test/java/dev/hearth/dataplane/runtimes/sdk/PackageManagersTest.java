package dev.hearth.dataplane.runtimes.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.MachineRuntimes;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pip, npm and RubyGems of this machine make SDKs of very small packages, which no registry but the test's own has. */
class PackageManagersTest {
    private static final MachineRuntimes RUNTIMES =
            new MachineRuntimes(List.of(Path.of("runtimes")), Path.of("target/test-runtimes"), System.getenv());

    @TempDir
    private Path folder;

    private LocalRegistry registry;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> steps = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        registry = new LocalRegistry();
        environment.put("PATH", System.getenv("PATH"));
        environment.putAll(
                registry.environment(Files.createDirectory(folder.resolve("wheels")), folder.resolve("gemrc")));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void pipInstallsTheNewestThatTheInterpreterAccepts() throws Exception {
        RuntimeInstallation python = installation(Language.PYTHON);
        Path wheels = folder.resolve("wheels");
        LocalRegistry.wheel(wheels, "boto3", "1.10", ">=3.6", "import botocore\nNAME = 'old'\n", "botocore");
        LocalRegistry.wheel(wheels, "boto3", "1.11", ">=3.99", "NAME = 'of another Python'\n");
        LocalRegistry.wheel(wheels, "botocore", "1.10", ">=3.6", "");
        SdkRecord made = make(python, Optional.empty());
        assertThat(made.version()).isEqualTo("boto3 1.10");
        Path tree = tree(made);
        assertThat(run(List.of(
                        python.interpreter().toString(),
                        "-I",
                        "-c",
                        "import sys; sys.path.insert(0, '" + tree
                                + "'); import boto3; print(boto3.NAME, boto3.__cached__)")))
                .startsWith("old " + tree.resolve("boto3/__pycache__"));
        try (Stream<Path> bytecode = Files.list(tree.resolve("boto3/__pycache__"))) {
            assertThat(bytecode).isNotEmpty();
        }
        assertThat(steps).anyMatch(step -> step.startsWith("looking for"));
    }

    @Test
    void whatPipSaysIsTheReason() {
        RuntimeInstallation python = installation(Language.PYTHON);
        assertThatThrownBy(() -> make(python, Optional.empty()))
                .isInstanceOf(SdkException.class)
                .hasMessage("pip: ERROR: No matching distribution found for boto3");
    }

    @Test
    void aMachineWithoutPipIsTold() {
        RuntimeInstallation none =
                Sdks.installation("python3.13", Language.PYTHON, "3.13.0"); // its program does not exist
        PythonRecipe recipe = new PythonRecipe(none, List.of(none.interpreter(), Path.of("/bin/false")));
        assertThatThrownBy(() -> recipe.install(workplace()))
                .isInstanceOf(SdkException.class)
                .hasMessageContaining("no Python of this machine has pip");
    }

    @Test
    void npmInstallsClientsWithTheirCompanions() throws Exception {
        RuntimeInstallation node = installation(Language.NODEJS);
        Map<String, String> content = Map.of(
                "index.js",
                "exports.name = 'it';",
                "dist-types/index.d.ts",
                "declare const name: string;",
                "index.js.map",
                "{}");
        for (String name : List.of(
                "client-s3",
                "client-sqs",
                "credential-providers",
                "lib-storage",
                "s3-request-presigner",
                "s3-presigned-post")) {
            registry.npm("@aws-sdk/" + name, "3.7.0", content);
        }
        SdkRecord made = make(node, Optional.of(NodejsClients.parse("sqs,s3")));
        assertThat(made.version()).isEqualTo("@aws-sdk/* 3.7.0 (2 clients)");
        assertThat(made.clients()).isEqualTo("s3,sqs");
        Path scope = tree(made).resolve("node_modules/@aws-sdk");
        assertThat(scope.resolve("lib-storage/index.js")).exists();
        assertThat(scope.resolve("client-s3/dist-types")).doesNotExist();
        assertThat(scope.resolve("client-s3/index.js.map")).doesNotExist();
        assertThat(run(List.of(
                        node.interpreter().toString(), "-p", "require('" + scope.resolve("client-s3") + "').name")))
                .isEqualTo("it\n");
    }

    @Test
    void aClientThatTheRegistryLacksIsNamed() throws Exception {
        RuntimeInstallation node = installation(Language.NODEJS);
        for (String name : List.of("client-s3", "credential-providers")) {
            registry.npm("@aws-sdk/" + name, "3.7.0", Map.of("index.js", ""));
        }
        assertThatThrownBy(() -> make(node, Optional.of(NodejsClients.parse("nobody,s3"))))
                .isInstanceOf(SdkException.class)
                .hasMessageStartingWith("npm: 404")
                .hasMessageContaining("client-nobody");
    }

    @Test
    void aRegistryThatDoesNotAnswerIsTold() {
        RuntimeInstallation node = installation(Language.NODEJS);
        registry.close();
        assertThatThrownBy(() -> make(node, Optional.empty()))
                .isInstanceOf(SdkException.class)
                .hasMessageStartingWith("npm: ")
                .hasMessageContaining("ECONNREFUSED");
    }

    @Test
    void allAndCommonClientsAreListed() {
        assertThat(NodejsRecipe.listed("nodejs-clients"))
                .containsAll(NodejsRecipe.listed("nodejs-clients-common"))
                .allMatch(name -> NodejsClients.NAME.matcher(name).matches())
                .doesNotHaveDuplicates()
                .hasSizeBetween(300, Limits.CLIENTS);
    }

    @Test
    void gemInstallsWhatTheRuntimesGemPathFinds() throws Exception {
        RuntimeInstallation ruby = installation(Language.RUBY);
        Assumptions.assumeTrue(registry.gems(folder.resolve("gems")), "this RubyGems makes no index");
        SdkRecord made = make(ruby, Optional.empty());
        assertThat(made.version()).isEqualTo("aws-sdk-core 3.5.0");
        environment.put("GEM_PATH", tree(made) + ":");
        assertThat(run(List.of(ruby.interpreter().toString(), "-e", "require 'aws-sdk'; puts CORE")))
                .isEqualTo("core\n");
        assertThat(tree(made).resolve("cache")).doesNotExist();
    }

    @Test
    void aGemThatNobodyHasIsTold() {
        RuntimeInstallation ruby = installation(Language.RUBY);
        assertThatThrownBy(() -> make(ruby, Optional.empty()))
                .isInstanceOf(SdkException.class)
                .hasMessageStartingWith("gem: ");
    }

    private static RuntimeInstallation installation(Language language) {
        Optional<RuntimeInstallation> found = RUNTIMES.all().stream()
                .filter(one -> one.language() == language && one.exact())
                .reduce((before, last) -> last)
                .or(() -> RUNTIMES.all().stream()
                        .filter(one -> one.language() == language)
                        .findFirst());
        Assumptions.assumeTrue(found.isPresent(), "this machine has no " + language);
        String manager = switch (language) {
            case PYTHON -> "pip3";
            case NODEJS -> "npm";
            default -> "gem";
        };
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, manager))),
                "this machine has no " + manager);
        return found.get();
    }

    private SdkRecord make(RuntimeInstallation runtime, Optional<NodejsClients> clients) throws Exception {
        SdkStore store = new SdkStore(folder.resolve("sdk"), Time.SYSTEM);
        return new SdkMaker(store, RUNTIMES, environment, Time.SYSTEM).make(runtime, clients, false, steps::add);
    }

    private Path tree(SdkRecord made) {
        return folder.resolve("sdk/trees").resolve(made.tree());
    }

    private Recipe.Workplace workplace() {
        return new Recipe.Workplace(folder, folder.resolve("tree"), new ToolRun(environment, folder, line -> {}));
    }

    private String run(List<String> command) throws Exception {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
