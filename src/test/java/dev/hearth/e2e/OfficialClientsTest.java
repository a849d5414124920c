package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.dataplane.runtimes.FunctionBuilds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** AWS's own runtime clients, from their registries, run as they are, and functions under them see what they should. */
@ExtendWith(SharedHearth.class)
class OfficialClientsTest {
    private static final String TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    /** With everything that the client for Rust insists on. */
    private static final String CLIENT = """
            {"client": {"installationId": "1", "appTitle": "title", "appVersionName": "1", "appVersionCode": "1",
             "appPackageName": "package"}, "custom": {"colour": "blue"}, "environment": {}, "env": {}}
            """;

    private static final String FAIL = "{\"name\":\"Ann\",\"fail\":true}";
    private static final String IDENTIFIER = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private LambdaClient client;
    private Functions functions;

    @BeforeEach
    void connect(HearthProcess hearth) {
        client = hearth.client();
        functions = new Functions(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java11", "java17", "java21", "java25"})
    void java(String runtime, HearthProcess hearth) throws IOException, InterruptedException {
        String name = deploy(runtime, "Hello", FunctionBuilds.java("hello"));
        InvokeResponse failed = behaves(name);
        JsonObject error = Json.parseObject(failed.payload().asByteArray());
        assertThat(error.string("errorMessage")).contains("asked to fail");
        assertThat(error.string("errorType")).contains("java.lang.IllegalArgumentException");
        assertThat(failed.payload().asUtf8String()).contains("\"stackTrace\":[\"Hello.handleRequest(Hello.java:");
        assertThat(Functions.log(failed))
                .contains("asked to fail: java.lang.IllegalArgumentException", "\tat Hello.handleRequest(Hello.java:")
                .doesNotContainIgnoringCase("warning");
        // its lines are one event: else each would begin with its time
        assertThat(hearth.run("logs", name)).contains("\n\tat Hello.handleRequest(Hello.java:");
    }

    @Test
    void javaStreamsObjectsAndEvents() throws IOException, InterruptedException {
        Path built = FunctionBuilds.java("hello");
        assertThat(functions.answer(deploy("java21", "Hello$Streaming", built), "{\"name\" : \"Ann\"}"))
                .isEqualTo("{\"name\" : \"Ann\"}");
        assertThat(functions.answer(deploy("java21", "Hello::plain", built), "{\"name\":\"Ann\"}"))
                .isEqualTo("{\"text\":\"Hello Ann\"}");
        assertThat(functions.answer(deploy("java21", "Hello::queue", built), """
                        {"Records": [{"messageId": "1", "body": "one", "eventSourceARN": "arn:aws:sqs:here",
                         "attributes": {"SentTimestamp": "1523232000000"}, "messageAttributes": {}}]}
                        """))
                .isEqualTo("[\"arn:aws:sqs:here: one\"]");
    }

    @Test
    void go() throws IOException, InterruptedException {
        InvokeResponse failed = behaves(deploy("provided.al2023", "bootstrap", FunctionBuilds.go("hello")));
        assertThat(failed.payload().asUtf8String())
                .isEqualTo("{\"errorMessage\":\"asked to fail\",\"errorType\":\"errorString\"}");
    }

    @Test
    void rust() throws IOException, InterruptedException {
        InvokeResponse failed = behaves(deploy("provided.al2023", "bootstrap", FunctionBuilds.rust("hello")));
        JsonObject error = Json.parseObject(failed.payload().asByteArray());
        assertThat(error.string("errorMessage")).contains("asked to fail");
        assertThat(error.string("errorType")).isPresent();
    }

    @Test
    void python() throws IOException, InterruptedException {
        String official = official("app.handler", FunctionBuilds.python("hello"));
        InvokeResponse failed = behaves(official);
        assertThat(failed.payload().asUtf8String())
                .startsWith("{\"errorMessage\": \"asked to fail\", \"errorType\": \"ValueError\", \"requestId\": \"");
        assertThat(Functions.log(failed))
                .contains("[ERROR] ValueError: asked to fail\nTraceback (most recent call last):\n");

        Path source = Path.of("src/test/functions/python/hello");
        String own = deploy("python" + FunctionBuilds.pythonVersion(), "app.handler", source);
        assertSame(official, own);
    }

    @Test
    void nodejs() throws IOException, InterruptedException {
        String official = official("index.handler", FunctionBuilds.nodejs("hello"));
        InvokeResponse failed = behaves(official);
        assertThat(failed.payload().asUtf8String())
                .startsWith("{\"errorType\":\"RangeError\",\"errorMessage\":\"asked to fail\",\"trace\":[");
        assertThat(Functions.log(failed))
                .containsPattern("[-0-9T:.]+Z\t" + IDENTIFIER
                        + "\tERROR\tInvoke Error \t\\{\"errorType\":\"RangeError\",\"errorMessage\":\"asked to fail\"");

        String own = deploy("nodejs24.x", "index.handler", Path.of("src/test/functions/nodejs/hello"));
        assertSame(official, own);
    }

    private String deploy(String runtime, String handler, Path folder) {
        return functions.deploy(runtime, handler, Packages.folder(folder), request -> request.memorySize(512));
    }

    /** One that brings AWS's client, which is told where to write frames, as in a managed runtime. */
    private String official(String handler, Path folder) throws IOException {
        String bootstrap = Files.readString(folder.resolve("bootstrap"))
                .replaceFirst("\n", "\nexport _LAMBDA_TELEMETRY_LOG_FD=" + InitProgram.LOG_DESCRIPTOR + "\n");
        return functions.deploy(
                "provided.al2023",
                handler,
                Packages.folder(folder, "bootstrap", bootstrap),
                request -> request.memorySize(512));
    }

    /** Calls a function twice for its result and once for its error, which comes back, all of them in one process. */
    private InvokeResponse behaves(String name) throws IOException {
        InvokeResponse cold = call(name, "{\"name\":\"Ann\"}");
        assertThat(cold.functionError())
                .as(cold.payload().asUtf8String() + "\n" + Functions.log(cold))
                .isNull();
        assertThat(Functions.log(cold)).contains("greeting Ann\n", "Init Duration");
        JsonObject answer = Json.parseObject(cold.payload().asByteArray());
        assertThat(answer.string("greeting")).contains("Hello Ann");
        assertThat(answer.string("requestId")).contains(cold.responseMetadata().requestId());
        assertThat(answer.string("arn")).contains("arn:aws:lambda:us-east-1:000000000000:function:" + name);
        assertThat(answer.string("trace").orElse("")).startsWith("Root=1-5759e988-bd862e3fe1be46a994272793;");
        assertThat(answer.string("client")).contains("blue");
        assertThat(answer.integer("remaining").orElseThrow()).isBetween(1L, 30_000L);

        InvokeResponse failed = call(name, FAIL);
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.statusCode()).isEqualTo(200);

        InvokeResponse warm = call(name, "{\"name\":\"B\\u00f6b\"}");
        assertThat(warm.payload().asUtf8String())
                .containsPattern("\"greeting\": ?\"Hello B(\u00f6|\\\\u00f6)b\"")
                .containsPattern("\"calls\": ?3\\b");
        assertThat(Functions.log(warm)).doesNotContain("Init Duration");
        return failed;
    }

    /** Both clients give the same bytes and log lines, but for identifiers, times and their own frames. */
    private void assertSame(String official, String own) {
        String longError = "{\"fail\":true,\"message\":\"" + "long ".repeat(40_000) + "\"}";
        for (String event : new String[] {FAIL, "{\"name\":\"\\u00dc\"}", longError, "[]", "{\"name\":1}"}) {
            InvokeResponse expected = call(official, event);
            InvokeResponse actual = call(own, event);
            assertThat(actual.functionError()).isEqualTo(expected.functionError());
            assertThat(readable(actual.payload().asUtf8String(), own))
                    .isEqualTo(readable(expected.payload().asUtf8String(), official));
            if (event.length() < 1_000) { // of more, the log's tail shows a part
                assertThat(readable(output(actual), own)).isEqualTo(readable(output(expected), official));
            }
        }
    }

    /** What the function and its client wrote. */
    private static String output(InvokeResponse response) {
        return Functions.log(response).replaceAll("(?m)^(START|END|REPORT|INIT_\\w+|XRAY) .*\n", "");
    }

    private static String readable(String text, String function) {
        String own = "(?:aws-lambda-ric|/runtime/|runtimes/|node:)";
        return text.replace(function, "FUNCTION")
                .replace('\r', '\n')
                .replaceAll("Lineage=\\w+:", "Lineage=ID:")
                .replaceAll(IDENTIFIER, "ID")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
                .replaceAll("Lineage=[0-9a-f]{8}:", "Lineage=FUNCTION:")
                .replaceAll("\"(calls|remaining)\": ?\\d+", "\"$1\":0")
                .replaceAll(",\"    at [^\"]*" + own + "[^\"]*\"", "");
    }

    private InvokeResponse call(String name, String event) {
        return client.invoke(request -> request.functionName(name)
                .payload(SdkBytes.fromUtf8String(event))
                .clientContext(Base64.getEncoder().encodeToString(CLIENT.getBytes(StandardCharsets.UTF_8)))
                .overrideConfiguration(more -> more.putHeader("X-Amzn-Trace-Id", TRACE))
                .logType(LogType.TAIL));
    }
}
