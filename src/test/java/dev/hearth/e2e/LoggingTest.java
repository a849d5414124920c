package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Eventually;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Logs as JSON, with their levels: the platform's events and the function's own lines. */
@ExtendWith(SharedHearth.class)
class LoggingTest {
    private static final String PYTHON = """
            import logging, os
            def handler(event, context):
                logging.getLogger().info("an information")
                logging.getLogger().error("an error")
                return os.environ["AWS_LAMBDA_LOG_FORMAT"] + os.environ.get("AWS_LAMBDA_LOG_LEVEL", "")
            """;
    private static final String NODEJS = """
            exports.handler = async () => {
                console.info("an information");
                console.error("an error");
                return process.env.AWS_LAMBDA_LOG_FORMAT + process.env.AWS_LAMBDA_LOG_LEVEL;
            };
            """;

    @Test
    void pythonAndThePlatformLogJson(HearthProcess hearth) {
        logsJson(hearth, "python3.13", "app.py", PYTHON);
    }

    @Test
    void nodejsAndThePlatformLogJson(HearthProcess hearth) {
        logsJson(hearth, "nodejs22.x", "app.js", NODEJS);
    }

    @Test
    void aLogCallIsOneEventAndAPrintedLineToo(HearthProcess hearth) throws Exception {
        areOneEvent(hearth);
    }

    @Test
    void theyAreAlsoInPlainProcesses(@TempDir Path data) throws Exception {
        try (HearthProcess hearth = HearthProcess.start(data, "--sandbox", "process")) {
            areOneEvent(hearth);
        }
    }

    private static void areOneEvent(HearthProcess hearth) throws Exception {
        isOneEvent(hearth, "python3.13", "app.py", """
                import logging, os
                def handler(event, context):
                    logging.getLogger().error("one\\ntwo")
                    print("three\\nfour")
                    return os.environ.get("_LAMBDA_TELEMETRY_LOG_FD")
                """);
        isOneEvent(hearth, "nodejs22.x", "app.js", """
                exports.handler = async () => {
                    console.error("one\\ntwo");
                    process.stdout.write("three\\nfour\\n");
                    return process.env._LAMBDA_TELEMETRY_LOG_FD;
                };
                """);
        isOneEvent(hearth, "ruby3.4", "app.rb", """
                require 'logger'
                def handler(event:, context:)
                  Logger.new($stdout).error("one\\ntwo")
                  puts "three\\nfour"
                  ENV['_LAMBDA_TELEMETRY_LOG_FD']
                end
                """);
    }

    private static void isOneEvent(HearthProcess hearth, String runtime, String file, String source) throws Exception {
        Functions functions = new Functions(hearth.client());
        String name = functions.deploy(runtime, "app.handler", file, source);
        assertThat(functions.answer(name, "{}")).isEqualTo("null");
        Eventually.holds(() -> hearth.run("logs", name).contains("REPORT RequestId"));
        assertThat(hearth.run("logs", name)).containsPattern("one\ntwo\n[^\n]*Z three\n[^\n]*Z four\n[^\n]*Z END");
    }

    @Test
    void thePlatformDropsWhatACustomRuntimeSaysBelowItsLevel(HearthProcess hearth) {
        Functions functions = new Functions(hearth.client());
        String bootstrap = RunTest.BOOTSTRAP.replace("while true; do", """
                echo '{"level": "debug", "message": "a detail"}'
                echo 'some text'
                echo '{"level": "Warn", "message": "a warning"}'
                while true; do""");
        String name = functions.deploy(
                "provided.al2023",
                "any",
                Packages.zip("bootstrap", bootstrap),
                request -> request.loggingConfig(
                        logging -> logging.logFormat("JSON").applicationLogLevel("WARN")));
        InvokeResponse response = functions.invoke(name, "1");
        assertThat(response.payload().asUtf8String()).isEqualTo("{\"said\":1}");
        assertThat(hearth.run("logs", name)).contains("a warning").doesNotContain("a detail", "some text");
    }

    private static void logsJson(HearthProcess hearth, String runtime, String file, String source) {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String name = functions.deploy(
                runtime,
                "app.handler",
                Packages.zip(file, source),
                request -> request.loggingConfig(logging ->
                        logging.logFormat("JSON").applicationLogLevel("ERROR").systemLogLevel("INFO")));
        InvokeResponse response = functions.invoke(name, "{}");
        assertThat(response.payload().asUtf8String()).isEqualTo("\"JSONERROR\"");
        assertThat(Functions.log(response))
                .contains("\"type\":\"platform.start\"")
                .contains("\"type\":\"platform.report\"")
                .containsPattern("\"level\": ?\"ERROR\"")
                .contains("an error")
                .doesNotContain("an information")
                .doesNotContain("REPORT RequestId");
        client.updateFunctionConfiguration(
                request -> request.functionName(name).loggingConfig(logging -> logging.logFormat("Text")));
        client.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        assertThat(Functions.log(functions.invoke(name, "{}"))).contains("REPORT RequestId");
    }
}
