package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Ruby functions run, and wrapper scripts start the runtimes of all languages. */
@ExtendWith(SharedHearth.class)
class RuntimesTest {
    private static final Map<String, String> SOURCES = Map.of(
            "python3.13", "import os\ndef handler(e, c): return os.environ.get('WRAPPED')\n",
            "nodejs24.x", "exports.handler = async () => process.env.WRAPPED;\n",
            "ruby3.4", "def handler(event:, context:) = ENV['WRAPPED']\n");
    private static final Map<String, String> FILES =
            Map.of("python3.13", "app.py", "nodejs24.x", "app.js", "ruby3.4", "app.rb");

    private LambdaClient client;
    private Functions functions;

    @BeforeEach
    void connect(HearthProcess hearth) {
        client = hearth.client();
        functions = new Functions(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ruby3.2", "ruby3.4", "ruby4.0"})
    void ruby(String runtime) throws IOException {
        needRuby();
        String name = functions.deploy(
                runtime,
                "app.Greeting::Handler.process",
                Packages.folder(Path.of("src/test/functions/ruby/hello")),
                request -> {});
        InvokeResponse cold = call(name, "{\"name\":\"Ann\"}");
        assertThat(cold.functionError())
                .as(cold.payload().asUtf8String() + "\n" + Functions.log(cold))
                .isNull();
        assertThat(Functions.log(cold)).contains("greeting Ann\n", "Init Duration");
        JsonObject answer = Json.parseObject(cold.payload().asByteArray());
        assertThat(answer.string("greeting")).contains("Hello Ann");
        assertThat(answer.string("requestId")).contains(cold.responseMetadata().requestId());
        assertThat(answer.string("arn")).contains("arn:aws:lambda:us-east-1:000000000000:function:" + name);
        assertThat(answer.string("client")).contains("blue");
        assertThat(answer.integer("remaining").orElseThrow()).isBetween(1L, 30_000L);

        InvokeResponse failed = call(name, "{\"name\":\"Ann\",\"fail\":true}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.payload().asUtf8String())
                .matches("\\{\"errorMessage\":\"asked to fail\",\"errorType\":\"Function<ArgumentError>\","
                        + "\"stackTrace\":\\[\"/var/task/app.rb:\\d+:in [^\"]*process'\"]}");
        assertThat(Functions.log(failed)).contains("Error raised from handler method\n");
        assertThat(call(name, "{\"name\":\"B\"}").payload().asUtf8String()).contains("\"calls\":3");
    }

    @Test
    void aRubyFunctionThatDoesNotLoadFailsItsInit() {
        needRuby();
        String name = functions.deploy("ruby3.4", "app.handler", "app.rb", "require 'nobody/has/this'\n");
        InvokeResponse failed = functions.invoke(name, "{}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.payload().asUtf8String())
                .contains("\"errorMessage\":\"cannot load such file -- nobody/has/this\"")
                .contains("\"errorType\":\"Init<LoadError>\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3.13", "nodejs24.x", "ruby3.4"})
    void aWrapperScriptStartsTheRuntime(String runtime) {
        String name = wrapped(runtime, "/var/task/wrap", """
                #!/bin/sh
                echo "starting $#"
                WRAPPED="by $0" exec "$@"
                """);
        InvokeResponse response = functions.invoke(name, "{}");
        assertThat(response.payload().asUtf8String()).isEqualTo("\"by /var/task/wrap\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/var/task/absent, 127, does not exist",
        "/var/task, 127, does not exist",
        "/etc/hosts, 126, is not an executable",
    })
    void aWrapperThatIsNotThereFailsTheInit(String wrapper, int status, String reason) {
        InvokeResponse response = functions.invoke(wrapped("python3.13", wrapper, "#!/bin/sh\n"), "{}");
        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(response.payload().asUtf8String())
                .contains("\"errorType\":\"Runtime.ExitError\"")
                .contains("Runtime exited with error: exit status " + status);
        assertThat(Functions.log(response)).contains(wrapper + ": " + reason + "\n");
    }

    /** The function whose package holds a wrapper script; it is named by what the variable says. */
    private String wrapped(String runtime, String wrapper, String script) {
        if (runtime.startsWith("ruby")) {
            needRuby();
        }
        Map<String, byte[]> files = new HashMap<>();
        files.put(FILES.get(runtime), SOURCES.get(runtime).getBytes(StandardCharsets.UTF_8));
        files.put("wrap", script.getBytes(StandardCharsets.UTF_8));
        return functions.deploy(
                runtime,
                "app.handler",
                Packages.zip(files),
                request -> request.environment(
                        environment -> environment.variables(Map.of("AWS_LAMBDA_EXEC_WRAPPER", wrapper))));
    }

    private InvokeResponse call(String name, String event) {
        String context = "{\"custom\":{\"colour\":\"blue\"}}";
        return client.invoke(request -> request.functionName(name)
                .payload(SdkBytes.fromUtf8String(event))
                .clientContext(Base64.getEncoder().encodeToString(context.getBytes(StandardCharsets.UTF_8)))
                .logType(LogType.TAIL));
    }

    private static void needRuby() {
        Assumptions.assumeTrue(Commands.isPresent("ruby"), "there is no Ruby on this machine");
    }
}
