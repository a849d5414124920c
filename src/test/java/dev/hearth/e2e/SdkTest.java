package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.runtimes.sdk.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions find the AWS SDK of their language, which Hearth makes. */
class SdkTest {
    private static final String PYTHON = "import boto3\ndef handler(event, context):\n    return boto3.NAME\n";
    private static final List<String> CLIENTS =
            List.of("client-s3", "credential-providers", "lib-storage", "s3-request-presigner", "s3-presigned-post");

    @TempDir
    private Path folder;

    private LocalRegistry registry;
    private Map<String, String> environment;

    @BeforeEach
    void serve() throws IOException {
        registry = new LocalRegistry();
        Path wheels = Files.createDirectory(folder.resolve("wheels"));
        LocalRegistry.wheel(wheels, "boto3", "1.10", ">=3.6", "NAME = 'of the runtime'\n");
        for (String name : CLIENTS) {
            registry.npm(
                    "@aws-sdk/" + name, "3.7.0", Map.of("index.js", "exports.name = '" + name + " of the runtime';"));
        }
        environment = registry.environment(wheels, folder.resolve("gemrc"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private HearthProcess start(String... arguments) {
        return HearthProcess.start(folder.resolve("data"), environment, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "process"})
    void pythonFindsItAfterItsOwnAndItsLayers(String sandbox) {
        need("pip3");
        try (HearthProcess hearth = start("--runtime-sdk", "python", "--sandbox", kind(sandbox))) {
            Functions functions = new Functions(hearth.client());
            String early = functions.deploy("python3.13", "app.handler", "app.py", PYTHON);
            // the call waits until what the function's creation has begun is made
            assertThat(functions.answer(early, "{}")).isEqualTo("\"of the runtime\"");
            assertThat(hearth.run("runtimes", "sdk", "python3.13")).contains(": boto3 1.10, 1 MB\n");
            assertThat(functions.answer(functions.deploy("python3.13", "app.handler", "app.py", PYTHON), "{}"))
                    .isEqualTo("\"of the runtime\"");
            String own = functions.deploy(
                    "python3.13",
                    "app.handler",
                    Packages.zip(Map.of("app.py", bytes(PYTHON), "boto3.py", bytes("NAME = 'own'"))),
                    request -> {});
            assertThat(functions.answer(own, "{}")).isEqualTo("\"own\"");
            assertThat(layered(hearth, "python3.13", "app.py", PYTHON, "python/boto3.py", "NAME = 'of a layer'"))
                    .isEqualTo("\"of a layer\"");
            assertThat(hearth.run("runtimes")).containsPattern("python3\\.13 .* boto3 1\\.10\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "process"})
    void nodejsRequiresAndImportsItAfterItsOwnAndItsLayers(String sandbox) {
        need("npm");
        String importing = "import { name } from '@aws-sdk/client-s3';\nexport const handler = async () => name;\n";
        String requiring = """
                const { name } = require('@aws-sdk/client-s3');
                exports.handler = async () => [name, (await import('@aws-sdk/lib-storage')).name];
                """;
        try (HearthProcess hearth =
                start("--runtime-sdk", "nodejs", "--node-sdk-clients", "s3", "--sandbox", kind(sandbox))) {
            Functions functions = new Functions(hearth.client());
            assertThat(hearth.run("runtimes", "sdk", "nodejs", "--clients", "s3"))
                    .contains("@aws-sdk/* 3.7.0 (1 client)");
            assertThat(functions.answer(functions.deploy("nodejs22.x", "app.handler", "app.mjs", importing), "{}"))
                    .isEqualTo("\"client-s3 of the runtime\"");
            assertThat(functions.answer(functions.deploy("nodejs22.x", "app.handler", "app.js", requiring), "{}"))
                    .isEqualTo("[\"client-s3 of the runtime\",\"lib-storage of the runtime\"]");
            for (String place : List.of("nodejs/node_modules", "nodejs/node22/node_modules")) {
                String file = place + "/@aws-sdk/client-s3/index.js";
                String layer = "exports.name = 'of a layer';";
                assertThat(layered(hearth, "nodejs22.x", "app.mjs", importing, file, layer))
                        .as(place)
                        .isEqualTo("\"of a layer\"");
                assertThat(layered(hearth, "nodejs22.x", "app.js", requiring, file, layer))
                        .as(place)
                        .isEqualTo("[\"of a layer\",\"lib-storage of the runtime\"]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "process"})
    void rubyFindsIt(String sandbox) throws Exception {
        need("gem");
        Assumptions.assumeTrue(registry.gems(folder.resolve("gems")), "this RubyGems makes no index");
        try (HearthProcess hearth = start("--runtime-sdk", "ruby", "--sandbox", kind(sandbox))) {
            assertThat(hearth.run("runtimes", "sdk", "ruby")).contains("aws-sdk-core 3.5.0");
            Functions functions = new Functions(hearth.client());
            String name = functions.deploy(
                    "ruby3.4", "app.handler", "app.rb", "require 'aws-sdk'\ndef handler(event:, context:) = CORE\n");
            assertThat(functions.answer(name, "{}")).isEqualTo("\"core\"");
        }
    }

    @Test
    void withoutARegistryFunctionsRunAndTheReasonIsShown() throws IOException {
        need("pip3");
        Files.delete(folder.resolve("wheels/boto3-1.10-py3-none-any.whl"));
        try (HearthProcess hearth = start("--runtime-sdk", "python")) {
            Functions functions = new Functions(hearth.client());
            String name = functions.deploy(
                    "python3.13", "app.handler", "app.py", "def handler(event, context):\n    return 'runs'\n");
            assertThat(functions.answer(name, "{}")).isEqualTo("\"runs\"");
            Commands.Result failed = hearth.attempt("runtimes", "sdk", "python3.13");
            assertThat(failed.status()).isEqualTo(1);
            assertThat(failed.errors())
                    .contains("can't be made: pip: ERROR: No matching distribution found for boto3.");
            Commands.Result shown = hearth.attempt("runtimes");
            assertThat(shown.output()).containsPattern("python3\\.13 .* missing\n");
            assertThat(shown.errors())
                    .contains("is missing: pip: ERROR: No matching distribution found for boto3. './hearth runtimes");
        }
    }

    @Test
    void aKilledServerLeavesNothingThatCounts() throws Exception {
        need("npm");
        registry.beSilent();
        Path data = folder.resolve("data");
        try (HearthProcess hearth = start("--runtime-sdk", "nodejs")) {
            String name = new Functions(hearth.client())
                    .deploy("nodejs22.x", "app.handler", "app.js", "exports.handler = async () => 1;");
            registry.awaitRequest();
            assertThat(new Functions(hearth.client()).answer(name, "{}")).isEqualTo("1"); // no call waits for it
            hearth.kill();
        }
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).toString().contains(data.toString()))
                        .isPresent())
                .forEach(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(data.resolve("sdk")).isDirectoryContaining("glob:**.new");
        try (HearthProcess hearth = start("--runtime-sdk", "none")) {
            assertThat(data.resolve("sdk")).isDirectoryNotContaining("glob:**.new");
            assertThat(hearth.run("runtimes")).doesNotContain("being made", "missing");
        }
    }

    @Test
    void twoProcessesMakeItOnce() throws Exception {
        need("npm");
        try (HearthProcess hearth = start()) {
            FutureTask<String> first =
                    new FutureTask<>(() -> hearth.run("runtimes", "sdk", "nodejs", "--clients", "s3"));
            FutureTask<String> second =
                    new FutureTask<>(() -> hearth.run("runtimes", "sdk", "nodejs", "--clients", "s3"));
            Thread.ofVirtual().start(first);
            Thread.ofVirtual().start(second);
            assertThat(first.get()).isEqualTo(second.get()).contains("@aws-sdk/* 3.7.0");
            assertThat(registry.requests()).containsOnlyOnce("archives/@aws-sdk/client-s3-3.7.0.tgz");
        }
    }

    /** The packages of the machine's own registries; left out where these do not answer. */
    @Test
    void theRealSdksCallTheServicesOfHearth() {
        Assumptions.assumeTrue(Commands.isPresent("pip3") && Commands.isPresent("npm"), "no pip or npm");
        try (HearthProcess hearth = HearthProcess.start(folder.resolve("data"), "--runtime-sdk", "python,nodejs")) {
            Commands.Result python = hearth.attempt("runtimes", "sdk", "python3.13");
            Assumptions.assumeTrue(python.status() == 0, python.errors());
            Commands.Result nodejs = hearth.attempt("runtimes", "sdk", "nodejs", "--clients", "lambda,s3,sts");
            Assumptions.assumeTrue(nodejs.status() == 0, nodejs.errors());
            Functions functions = new Functions(hearth.client());
            JsonObject boto = Json.parseObject(
                    functions.answer(functions.deploy("python3.13", "app.handler", "app.py", """
                            import boto3
                            def handler(event, context):
                                s3 = boto3.client("s3")
                                s3.create_bucket(Bucket="from-python")
                                s3.put_object(Bucket="from-python", Key="key", Body=b"hello")
                                return {
                                    "text": s3.get_object(Bucket="from-python", Key="key")["Body"].read().decode(),
                                    "arn": boto3.client("sts").get_caller_identity()["Arn"],
                                    "functions": len(boto3.client("lambda").list_functions()["Functions"]),
                                }
                            """), "{}"));
            assertThat(boto.string("text")).contains("hello");
            assertThat(boto.string("arn").orElseThrow()).contains(":assumed-role/any/");
            assertThat(boto.integer("functions")).contains(1L);
            for (String begin : List.of("""
                    import { S3Client, CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
                    import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
                    export\s""", """
                    const { S3Client, CreateBucketCommand, HeadBucketCommand } = require('@aws-sdk/client-s3');
                    const { LambdaClient, ListFunctionsCommand } = require('@aws-sdk/client-lambda');
                    """)) {
                boolean module = begin.startsWith("import");
                String source = begin + "const handler = async () => {\n"
                        + "  const s3 = new S3Client({});\n"
                        + "  await s3.send(new CreateBucketCommand({ Bucket: 'from-node-" + module + "' }));\n"
                        + "  await s3.send(new HeadBucketCommand({ Bucket: 'from-node-" + module + "' }));\n"
                        + "  return (await new LambdaClient({}).send(new ListFunctionsCommand({}))).Functions.length;\n"
                        + "};\n" + (module ? "" : "exports.handler = handler;\n");
                String name = functions.deploy("nodejs22.x", "app.handler", module ? "app.mjs" : "app.js", source);
                assertThat(functions.answer(name, "{}")).isEqualTo(module ? "2" : "3");
            }
        }
    }

    /** The answer of a function with a layer of one file. */
    private static String layered(
            HearthProcess hearth, String runtime, String file, String source, String layerFile, String layerSource) {
        String layer = hearth.client()
                .publishLayerVersion(request -> request.layerName(Functions.name("layer"))
                        .content(content -> content.zipFile(Packages.zip(layerFile, layerSource))))
                .layerVersionArn();
        Functions functions = new Functions(hearth.client());
        return functions.answer(
                functions.deploy(runtime, "app.handler", Packages.zip(file, source), request -> request.layers(layer)),
                "{}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String kind(String sandbox) {
        Assumptions.assumeTrue(
                sandbox.equals("process") || Commands.canRunContainers(), "this machine has no container sandboxes");
        return sandbox;
    }

    private static void need(String tool) {
        Assumptions.assumeTrue(Commands.isPresent(tool), "there is no " + tool);
    }
}
