package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.image.DebianRegistry;
import dev.hearth.base.image.TestingImage;
import dev.hearth.base.image.TestingLayer;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.runtimes.FunctionBuilds;
import dev.hearth.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;

/** Functions from container images, pulled from a registry that wants a password, on the real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageFunctionTest {
    private static final String ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

    @TempDir
    static Path folder;

    private DebianRegistry registry;
    private HearthProcess hearth;
    private LambdaClient client;
    private Functions functions;
    private Path layouts;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        assumeTrue(Commands.canRunContainers(), "containers can't be run here: functions from images need them");
        registry = DebianRegistry.start(Files.createDirectory(folder.resolve("registry")), true);
        layouts = Files.createDirectory(folder.resolve("layouts"));
        Path login = Files.writeString(
                folder.resolve("auth.json"),
                "{\"auths\":{\"" + registry.host() + "\":{\"username\":\"" + DebianRegistry.NAME + "\",\"password\":\""
                        + DebianRegistry.PASSWORD + "\"}}}");
        hearth = HearthProcess.start(
                Files.createTempDirectory("hearth-images"),
                "--registry-auth",
                login.toString(),
                "--registry-mirror",
                ECR + "=http://" + registry.host(),
                "--image-folder",
                layouts.toString());
        client = hearth.client();
        functions = new Functions(client);
    }

    @AfterAll
    void stop() {
        for (AutoCloseable each : new AutoCloseable[] {client, hearth, registry}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private String create(String uri, Consumer<CreateFunctionRequest.Builder> more) {
        String name = Functions.name("image");
        client.createFunction(request -> {
            request.functionName(name)
                    .packageType(PackageType.IMAGE)
                    .role(Functions.ROLE)
                    .timeout(30)
                    .memorySize(256)
                    .code(code -> code.imageUri(uri));
            more.accept(request);
        });
        return name;
    }

    private String deploy(String uri, Consumer<CreateFunctionRequest.Builder> more) {
        String name = create(uri, more);
        client.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
        return name;
    }

    private static TestingImage go() throws IOException, InterruptedException {
        return new TestingImage()
                .layer(new TestingLayer().copy(FunctionBuilds.go("hello").resolve("bootstrap"), "opt/app/main"))
                .entryPoint("/opt/app/main")
                .workingFolder("/opt/app");
    }

    /** This machine's Python with AWS's client for it, laid out as AWS says one makes such an image. */
    private static TestingImage python() throws IOException, InterruptedException {
        Path function = FunctionBuilds.python("hello");
        String version = FunctionBuilds.pythonVersion();
        Path interpreter = FunctionBuilds.PYTHON.toRealPath();
        TestingLayer system = new TestingLayer();
        String libraries = Commands.run(
                Map.of(),
                List.of(
                        "sh",
                        "-c",
                        "find " + function + " /usr/lib/python" + version + "/lib-dynload -name '*.so*' | xargs ldd "
                                + interpreter + " | grep -o '/[^ :]*' | grep -v '^" + function + "' | sort -u"));
        for (String library : libraries.lines().toList()) {
            if (!library.startsWith("/usr/lib/python") && Files.isRegularFile(Path.of(library))) {
                system.file(library.substring(1), Files.readAllBytes(Path.of(library)), 0755);
            }
        }
        system.copy(interpreter, interpreter.toString().substring(1))
                .link("usr/bin/python", interpreter.getFileName().toString())
                .copy(Path.of("/usr/lib/python" + version), "usr/lib/python" + version);
        return new TestingImage()
                .layer(system)
                .layer(new TestingLayer().copy(function, "function"))
                .layer(new TestingLayer()
                        .file("function/.wh.bootstrap", "")
                        .file("etc/motd", "hello")
                        .file("function/secret", new byte[] {'s'}, 0600))
                .environment("PATH=/usr/bin", "IMAGE=says", "MINE=image", "AWS_REGION=nowhere", "LANG=C.UTF-8")
                .user("nobody")
                .workingFolder("/function")
                .entryPoint("python", "-m", "awslambdaric")
                .command("app.handler");
    }

    @Test
    void anImageWithAwsClientForGoRuns() throws Exception {
        String digest = registry.push("team/hello", "v1", go());
        String uri = ECR + "/team/hello:v1";
        String name = deploy(uri, request -> {});
        JsonObject answer = Json.parseObject(functions.answer(name, "{\"name\":\"Ann\"}"));
        assertThat(answer.toJson()).contains("Hello Ann");
        InvokeResponse warm = functions.invoke(name, "{\"name\":\"Ben\"}");
        assertThat(Functions.log(warm))
                .contains("START RequestId", "REPORT RequestId")
                .doesNotContain("INIT_START");

        GetFunctionResponse shown = client.getFunction(request -> request.functionName(name));
        assertThat(shown.code().repositoryType()).isEqualTo("ECR");
        assertThat(shown.code().imageUri()).isEqualTo(uri);
        assertThat(shown.code().resolvedImageUri()).isEqualTo(ECR + "/team/hello@sha256:" + digest);
        assertThat(shown.code().location()).isNull();
        assertThat(shown.configuration().codeSha256()).isEqualTo(digest);
        assertThat(shown.configuration().codeSize()).isZero();
        assertThat(shown.configuration().packageType()).isEqualTo(PackageType.IMAGE);
        assertThat(shown.configuration().runtimeAsString()).isNull();
        assertThat(shown.configuration().handler()).isNull();
        assertThat(shown.configuration().imageConfigResponse()).isNull();
        assertThat(shown.configuration().runtimeVersionConfig()).isNull();
    }

    @Test
    void anImageAsAwsDescribesItForPythonRuns() throws Exception {
        registry.push("python", "latest", python());
        String name = deploy(
                registry.host() + "/python",
                request -> request.memorySize(512)
                        .environment(variables -> variables.variables(Map.of("MINE", "function"))));
        JsonObject answer = Json.parseObject(functions.answer(name, "{\"name\":\"Ann\"}"));
        assertThat(answer.string("greeting")).contains("Hello Ann");
        assertThat(answer.string("arn")).contains("arn:aws:lambda:us-east-1:000000000000:function:" + name);
        InvokeResponse failed = functions.invoke(name, "{\"name\":\"Ann\",\"fail\":true}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.payload().asUtf8String()).contains("asked to fail", "ValueError");

        // the function's own command in place of the image's: what it sees
        String script = "import json,os,urllib.request as u\n"
                + "api='http://'+os.environ['AWS_LAMBDA_RUNTIME_API']+'/2018-06-01/runtime/invocation/'\n"
                + "while True:\n"
                + "  r=u.urlopen(api+'next'); r.read(); i=r.headers['Lambda-Runtime-Aws-Request-Id']\n"
                + "  b=json.dumps({'env':dict(os.environ),'cwd':os.getcwd(),'uid':os.getuid(),'root':os.listdir('/'),"
                + "'motd':open('/etc/motd').read(),'secret':open('/function/secret').read(),"
                + "'writable':[f for f in ['/','/etc','/function','/tmp','/var/task'] if os.access(f,os.W_OK)],"
                + "'task':os.listdir('/function')})\n"
                + "  u.urlopen(u.Request(api+i+'/response',b.encode(),method='POST'))\n";
        String seen = deploy(
                registry.host() + "/python",
                request -> request.memorySize(512)
                        .environment(variables -> variables.variables(Map.of("MINE", "function")))
                        .imageConfig(config -> config.entryPoint("/usr/bin/python", "-c", script)
                                .command("own.handler")
                                .workingDirectory("/usr/../etc")));
        JsonObject sight = Json.parseObject(functions.answer(seen, "{}"));
        assertThat(sight.string("cwd")).contains("/etc");
        assertThat(sight.integer("uid")).contains(993L);
        assertThat(sight.string("motd")).contains("hello");
        assertThat(sight.string("secret")).contains("s");
        assertThat(sight.array("writable").orElseThrow().strings()).containsExactly("/tmp");
        assertThat(sight.array("root").orElseThrow().strings())
                .contains("function", "tmp")
                .doesNotContain("root", "home");
        assertThat(sight.array("task").orElseThrow().strings()).doesNotContain("bootstrap");
        Map<String, String> environment = sight.object("env").orElseThrow().strings();
        assertThat(environment)
                .containsEntry("IMAGE", "says")
                .containsEntry("MINE", "function")
                .containsEntry("AWS_REGION", "us-east-1")
                .containsEntry("PATH", "/usr/bin")
                .containsEntry("_HANDLER", "own.handler")
                .containsEntry("AWS_LAMBDA_FUNCTION_NAME", seen)
                .containsEntry("AWS_EXECUTION_ENV", "AWS_Lambda_Image")
                .containsEntry("LANG", "C.UTF-8")
                .doesNotContainKeys("HOME", "TZ", "LD_LIBRARY_PATH", "PWD", "SHLVL");
        assertThat(client.getFunctionConfiguration(request -> request.functionName(seen))
                        .imageConfigResponse()
                        .imageConfig()
                        .workingDirectory())
                .isEqualTo("/usr/../etc");
    }

    @Test
    void anUpdateBringsTheNewImageAndAFailedOneKeepsTheOld() throws Exception {
        TestingLayer marked = new TestingLayer().file("mark", "v2");
        registry.push("update", "v1", go());
        String second = registry.push("update", "v2", go().layer(marked));
        String name = deploy(registry.host() + "/update:v1", request -> {});
        functions.answer(name, "{\"name\":\"Ann\"}");
        String before = client.getFunctionConfiguration(request -> request.functionName(name))
                .codeSha256();

        UpdateFunctionCodeResponse tried = client.updateFunctionCode(request -> request.functionName(name)
                .imageUri(registry.host() + "/update:v2")
                .dryRun(true));
        assertThat(tried.codeSha256()).isEqualTo(second);
        assertThat(client.getFunctionConfiguration(request -> request.functionName(name))
                        .codeSha256())
                .isEqualTo(before);

        UpdateFunctionCodeResponse updated = client.updateFunctionCode(
                request -> request.functionName(name).imageUri(registry.host() + "/update:v2"));
        assertThat(updated.lastUpdateStatus()).isEqualTo(LastUpdateStatus.IN_PROGRESS);
        client.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        assertThat(functions.answer(name, "{\"name\":\"Ann\"}")).contains("Hello Ann");

        // a layer whose content is not what the configuration says
        registry.push("update", "broken", go().brokenLayer(marked));
        client.updateFunctionCode(request -> request.functionName(name).imageUri(registry.host() + "/update:broken"));
        Eventually.holds(() -> client.getFunctionConfiguration(request -> request.functionName(name))
                        .lastUpdateStatus()
                == LastUpdateStatus.FAILED);
        var failed = client.getFunctionConfiguration(request -> request.functionName(name));
        assertThat(failed.lastUpdateStatusReasonCodeAsString()).isEqualTo("InvalidImage");
        assertThat(failed.state()).isEqualTo(State.ACTIVE);
        assertThat(functions.answer(name, "{\"name\":\"Ann\"}")).contains("Hello Ann");
    }

    @Test
    void aFolderServesAsARegistry() throws Exception {
        String digest = go().writeLayout(layouts.resolve("local"), "dev");
        String name = deploy("localhost/local:dev", request -> request.publish(true));
        assertThat(functions.answer(name, "{\"name\":\"Ann\"}")).contains("Hello Ann");
        assertThat(functions.answer(name + ":1", "{\"name\":\"Ann\"}")).contains("Hello Ann");
        assertThat(client.getFunction(request -> request.functionName(name).qualifier("1"))
                        .code()
                        .resolvedImageUri())
                .isEqualTo("localhost/local@sha256:" + digest);
    }

    @Test
    void whatCanNotBeStartedIsTheFunctionsError() throws Exception {
        go().writeLayout(layouts.resolve("start"), "latest");
        String uri = "localhost/start";
        assertError(
                deploy(uri, request -> request.imageConfig(config -> config.entryPoint("/missing"))),
                "Runtime.InvalidEntrypoint",
                "fork/exec /missing: no such file or directory");
        assertError(
                deploy(uri, request -> request.imageConfig(config -> config.entryPoint("missing"))),
                "Runtime.InvalidEntrypoint",
                "executable file not found in $PATH");
        assertError(
                deploy(uri, request -> request.imageConfig(config -> config.workingDirectory("/missing"))),
                "Runtime.InvalidWorkingDir",
                "chdir /missing: no such file or directory");
    }

    private void assertError(String name, String type, String message) {
        InvokeResponse failed = functions.invoke(name, "{}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        JsonObject error = Json.parseObject(failed.payload().asByteArray());
        assertThat(error.string("errorType")).contains(type);
        assertThat(error.string("errorMessage").orElse("")).contains(message);
    }

    @Test
    void imagesThatCanNotBeHadAreRefusedInLambdasWords() {
        assertRefused(
                registry.host() + "/nothing:v1",
                "Source image " + registry.host() + "/nothing:v1 does not exist. Provide a valid source image.");
        assertRefused("nothing:v1", "Source image nothing:v1 is not valid. Provide a valid source image.");
        assertRefused("localhost/../../etc:v1", "is not valid. Provide a valid source image.");
        String other = registry.host().replace("127.0.0.1", "localhost");
        assertRefused(
                other + "/team/hello:v1",
                "Lambda does not have permission to access the ECR image. Check the ECR permissions.");
    }

    private void assertRefused(String uri, String message) {
        assertThatThrownBy(() -> create(uri, request -> {}))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aRestartWithoutTheRegistryRunsWhatIsHere() throws Exception {
        Path own = Files.createDirectory(folder.resolve("gone"));
        Path data = Files.createTempDirectory("hearth-images-restart");
        go().writeLayout(own.resolve("app"), "latest");
        String name = Functions.name("kept");
        try (HearthProcess first = HearthProcess.start(data, "--image-folder", own.toString());
                LambdaClient calls = first.client()) {
            calls.createFunction(request -> request.functionName(name)
                    .packageType(PackageType.IMAGE)
                    .role(Functions.ROLE)
                    .timeout(30)
                    .code(code -> code.imageUri("localhost/app")));
            calls.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
            first.kill();
        }
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (HearthProcess second = HearthProcess.start(data, "--image-folder", empty.toString());
                LambdaClient calls = second.client()) {
            assertThat(new Functions(calls).answer(name, "{\"name\":\"Ann\"}")).contains("Hello Ann");
        }
    }
}
