package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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
