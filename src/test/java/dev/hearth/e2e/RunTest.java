package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Unmodified functions of every language run, warm and cold, and see what they would on Lambda. */
@ExtendWith(SharedHearth.class)
class RunTest {
    static final String BOOTSTRAP = """
            #!/bin/sh
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
            while true; do
              event=$(curl -sS -D /tmp/headers-$$ "$api/next")
              id=$(sed -n 's/^lambda-runtime-aws-request-id: *\\([^[:space:]]*\\).*/\\1/Ip' /tmp/headers-$$)
              curl -sS -o /dev/null "$api/$id/response" -d "{\\"said\\":$event}"
            done
            """;

    private LambdaClient client;
    private Functions functions;

    @BeforeEach
    void connect(HearthProcess hearth) {
        client = hearth.client();
        functions = new Functions(client);
    }

    @Test
    void python() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", """
                calls = 0
                def handler(event, context):
                    global calls
                    calls += 1
                    print("called")
                    return {"calls": calls, "event": event, "name": context.function_name}
                """);
        InvokeResponse cold = functions.invoke(name, "{\"a\":1}");
        assertThat(cold.functionError()).isNull();
        assertThat(cold.statusCode()).isEqualTo(200);
        assertThat(cold.executedVersion()).isEqualTo("$LATEST");
        assertThat(cold.payload().asUtf8String())
                .isEqualTo("{\"calls\": 1, \"event\": {\"a\": 1}, \"name\": \"" + name + "\"}");
        assertThat(Functions.log(cold))
                .containsPattern("START RequestId: [0-9a-f-]{36} Version: \\$LATEST\ncalled\nEND RequestId: ")
                .containsPattern("REPORT RequestId: [0-9a-f-]{36}\tDuration: [0-9.]+ ms\tBilled Duration: [0-9]+ ms\t"
                        + "Memory Size: 128 MB\tMax Memory Used: [0-9]+ MB\tInit Duration: [0-9.]+ ms");
        InvokeResponse warm = functions.invoke(name, "null");
        assertThat(warm.payload().asUtf8String()).startsWith("{\"calls\": 2, \"event\": null");
        assertThat(Functions.log(warm)).doesNotContain("Init Duration");
    }

    @Test
    void nodeCommonJsWithCallback() {
        String name = functions.deploy("nodejs20.x", "index.handler", "index.js", """
                exports.handler = (event, context, callback) => {
                  setTimeout(() => callback(null, { sum: event.a + event.b }), 5);
                };
                """);
        assertThat(functions.answer(name, "{\"a\":1,\"b\":2}")).isEqualTo("{\"sum\":3}");
    }

    @Test
    void nodeModuleAsync() {
        String name = functions.deploy("nodejs22.x", "index.handler", "index.mjs", """
                const ready = await Promise.resolve("top-level");
                export const handler = async (event, context) => ({ ready, id: context.awsRequestId.length });
                """);
        assertThat(functions.answer(name, "{}")).isEqualTo("{\"ready\":\"top-level\",\"id\":36}");
    }

    @Test
    void shell() {
        String name = functions.deploy("provided.al2023", "any", "bootstrap", BOOTSTRAP);
        assertThat(functions.answer(name, "{\"x\":1}")).isEqualTo("{\"said\":{\"x\":1}}");
        assertThat(functions.answer(name, "2")).isEqualTo("{\"said\":2}");
    }

    @Test
    void theEnvironmentIsThatOfLambda(HearthProcess hearth) {
        String name = functions.deploy(
                "python3.12",
                "app.handler",
                Packages.zip("app.py", """
                        import os, time
                        def handler(event, context):
                            return {"env": dict(os.environ), "cwd": os.getcwd(), "files": os.listdir("/var/task"),
                                    "zone": time.tzname[0], "left": context.get_remaining_time_in_millis(),
                                    "arn": context.invoked_function_arn, "stream": context.log_stream_name,
                                    "memory": context.memory_limit_in_mb}
                        """),
                request -> request.environment(variables -> variables.variables(Map.of("MINE", "yes")))
                        .memorySize(256));
        String answer = functions.answer(name, "{}");
        assertThat(answer)
                .contains("\"MINE\": \"yes\"")
                .contains("\"_HANDLER\": \"app.handler\"")
                .contains("\"AWS_LAMBDA_FUNCTION_NAME\": \"" + name + "\"")
                .contains("\"AWS_LAMBDA_FUNCTION_MEMORY_SIZE\": \"256\"")
                .contains("\"AWS_LAMBDA_FUNCTION_VERSION\": \"$LATEST\"")
                .contains("\"AWS_LAMBDA_LOG_GROUP_NAME\": \"/aws/lambda/" + name + "\"")
                .contains("\"AWS_REGION\": \"us-east-1\"")
                .contains("\"AWS_EXECUTION_ENV\": \"AWS_Lambda_python3.12\"")
                .contains("\"TZ\": \":UTC\"")
                .contains("\"AWS_ACCESS_KEY_ID\"")
                .contains("\"zone\": \"UTC\"")
                .contains("\"memory\": \"256\"")
                .contains("\"arn\": \"arn:aws:lambda:us-east-1:000000000000:function:" + name + "\"")
                .containsPattern("\"stream\": \"[0-9]{4}/[0-9]{2}/[0-9]{2}/\\[\\$LATEST\\][0-9a-f]{32}\"");
        assertThat(hearth.environment()).containsKey("AWS_SECRET_ACCESS_KEY");
        assertThat(answer).doesNotContain(hearth.environment().getOrDefault("AWS_SECRET_ACCESS_KEY", "?"));
    }

    @Test
    void clientContextAndTraceReachTheFunction() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", """
                import os
                def handler(event, context):
                    return {"custom": context.client_context.custom, "trace": os.environ.get("_X_AMZN_TRACE_ID")}
                """);
        InvokeResponse response = client.invoke(request -> request.functionName(name)
                .clientContext("eyJjdXN0b20iOnsiayI6InYifX0=")
                .overrideConfiguration(configuration -> configuration.putHeader(
                        "X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")));
        assertThat(response.payload().asUtf8String())
                .contains("\"custom\": {\"k\": \"v\"}")
                .contains("Root=1-5759e988-bd862e3fe1be46a994272793");
    }

    @Test
    void aDryRunOnlyChecks() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
        InvokeResponse response =
                client.invoke(request -> request.functionName(name).invocationType("DryRun"));
        assertThat(response.statusCode()).isEqualTo(204);
    }

    @Test
    void everyFormOfTheNameIsTaken() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
        for (String form : new String[] {
            name,
            name + ":$LATEST",
            "000000000000:function:" + name,
            "arn:aws:lambda:us-east-1:000000000000:function:" + name,
            "arn:aws:lambda:us-east-1:000000000000:function:" + name + ":$LATEST",
        }) {
            assertThat(functions.answer(form, "{}")).isEqualTo("1");
        }
    }

    @Test
    void sixMegabytesGoThroughBothWays() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return e");
        String payload = "\"" + "x".repeat(6 * 1024 * 1024 - 100) + "\"";
        assertThat(functions.answer(name, payload)).isEqualTo(payload);
    }

    @Test
    void newCodeServesAsSoonAsTheUpdateIsDone() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 'old'");
        assertThat(functions.answer(name, "{}")).isEqualTo("\"old\"");
        client.updateFunctionCode(request ->
                request.functionName(name).zipFile(Packages.zip("app.py", "def handler(e, c): return 'new'")));
        client.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        assertThat(functions.answer(name, "{}")).isEqualTo("\"new\"");
        client.updateFunctionConfiguration(request ->
                request.functionName(name).environment(variables -> variables.variables(Map.of("AN", "other"))));
        client.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        assertThat(functions.answer(name, "{}")).isEqualTo("\"new\"");
    }

    @Test
    void largePackagesUnpackOnceAndRun() {
        byte[] noise = new byte[20 * 1024 * 1024];
        new java.util.Random(7).nextBytes(noise);
        String name = functions.deploy(
                "python3.13",
                "app.handler",
                Packages.zip(Map.of(
                        "app.py",
                        "import os\ndef handler(e, c): return os.path.getsize('/var/task/noise')"
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "noise",
                        noise)),
                request -> {});
        assertThat(functions.answer(name, "{}")).isEqualTo(Integer.toString(noise.length));
    }

    @Test
    void logTailIsOnlyThereWhenAskedFor() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
        assertThat(client.invoke(request -> request.functionName(name)).logResult())
                .isNull();
        assertThat(client.invoke(request ->
                                request.functionName(name).logType(LogType.TAIL).payload(SdkBytes.fromUtf8String("{}")))
                        .logResult())
                .isNotNull();
    }
}
