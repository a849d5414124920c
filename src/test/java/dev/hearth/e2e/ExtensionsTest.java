package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** Extensions in layers and within runtimes: what they are told, how they end, and what their failures cost. */
@ExtendWith(SharedHearth.class)
class ExtensionsTest {
    /** Prints all that it is told; works for a while at each invocation. */
    private static final String WATCHER = """
            #!/usr/bin/env python3
            import json, os, sys, time, urllib.request
            API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2020-01-01/extension/"
            def call(path, headers, data=None):
                return urllib.request.urlopen(urllib.request.Request(API + path, data, headers))
            registered = call("register", {
                "Lambda-Extension-Name": os.path.basename(__file__), "Lambda-Extension-Accept-Feature": "accountId"
            }, json.dumps({"events": ["INVOKE", "SHUTDOWN"]}).encode())
            identifier = {"Lambda-Extension-Identifier": registered.headers["Lambda-Extension-Identifier"]}
            print("registered", registered.read().decode(), flush=True)
            print("sees", sorted(v for v in os.environ if v in ("_HANDLER", "LAMBDA_TASK_ROOT", "AWS_REGION", "WORK")))
            while True:
                event = json.load(call("event/next", identifier))
                print("told", json.dumps(event), flush=True)
                if event["eventType"] == "SHUTDOWN":
                    print("ends", os.getuid(), flush=True)
                    sys.exit()
                time.sleep(float(os.environ.get("WORK", "0")))
            """;

    /** The same in shell, without its own words. */
    private static final String SHELL = """
            #!/bin/sh
            api="http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension"
            id=$(curl -sS -D - -o /dev/null -H 'Lambda-Extension-Name: shell' -d '{"events":["SHUTDOWN"]}' \
                "$api/register" | tr -d '\\r' | sed -n 's/^[Ll]ambda-[Ee]xtension-[Ii]dentifier: //p')
            curl -sS -H "Lambda-Extension-Identifier: $id" "$api/event/next" | sed 's/^/shell was told /'
            """;

    private static final String FUNCTION = """
            import os, time
            def handler(event, context):
                print("the function runs")
                if event == "exit":
                    os._exit(3)
                if event == "sleep":
                    time.sleep(60)
                return os.path.exists("/tmp/early")
            """;

    @Test
    void externalOnesHearOfInvocationsAndOfTheEnd(HearthProcess hearth) throws Exception {
        LambdaClient client = hearth.client();
        String name = deploy(client, Map.of(), layer(client, Map.of("watcher", WATCHER, "shell", SHELL)));

        InvokeResponse answer =
                client.invoke(request -> request.functionName(name).logType(LogType.TAIL));

        assertThat(answer.functionError()).isNull();
        String log = awaitLog(hearth, name, "REPORT RequestId");
        assertThat(log)
                .contains("EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]")
                .contains("EXTENSION\tName: shell\tState: Ready\tEvents: [SHUTDOWN]")
                .contains("registered {\"accountId\":\"000000000000\",\"functionName\":\"" + name
                        + "\",\"functionVersion\":\"$LATEST\",\"handler\":\"app.handler\"}")
                .contains("sees ['AWS_REGION']")
                .containsPattern("told \\{\"eventType\": \"INVOKE\", \"deadlineMs\": \\d{13}, \"requestId\": \""
                        + answer.responseMetadata().requestId() + "\", \"invokedFunctionArn\": \"arn:aws:lambda:[^\"]*"
                        + name + "\", \"tracing\": \\{\"type\": \"X-Amzn-Trace-Id\", \"value\": \"Root=[^\"]*\"}}");

        client.updateFunctionConfiguration(request -> request.functionName(name).description("another"));

        String end = awaitLog(hearth, name, "ends 993");
        assertThat(end)
                .containsPattern("told \\{\"eventType\": \"SHUTDOWN\", \"deadlineMs\": \\d{13}, "
                        + "\"shutdownReason\": \"spindown\"}");
        assertThat(awaitLog(hearth, name, "shell was told"))
                .containsPattern("shell was told \\{\"eventType\":\"SHUTDOWN\".*\"shutdownReason\":\"spindown\"}");
    }

    @Test
    void anInvocationLastsUntilTheyAreDoneAndItsAnswerDoesNotWait(HearthProcess hearth) throws Exception {
        LambdaClient client = hearth.client();
        String name = deploy(client, Map.of("WORK", "1.5"), layer(client, Map.of("watcher", WATCHER)));
        client.invoke(request -> request.functionName(name).logType(LogType.TAIL)); // waits for the end

        long start = System.nanoTime();
        InvokeResponse answer =
                client.invoke(request -> request.functionName(name).payload(SdkBytes.fromUtf8String("1")));
        Duration waited = Duration.ofNanos(System.nanoTime() - start);

        assertThat(answer.functionError()).isNull();
        assertThat(waited).isLessThan(Duration.ofMillis(1_400));
        String report = "RequestId: " + answer.responseMetadata().requestId() + "\tDuration: ";
        String log = awaitLog(hearth, name, report);
        String duration = log.substring(log.indexOf(report) + report.length()).split(" ", 2)[0];
        assertThat(Double.parseDouble(duration)).isGreaterThan(1_500);
    }

    @Test
    void aTimeoutAndAnExitEndThemTooAndTheyAreStartedAnew(HearthProcess hearth) throws Exception {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String name = deploy(client, Map.of(), layer(client, Map.of("watcher", WATCHER)));

        assertThat(functions.invoke(name, "\"exit\"").payload().asUtf8String()).contains("Runtime.ExitError");
        assertThat(awaitLog(hearth, name, "\"shutdownReason\": \"failure\"")).contains("ends 993");
        assertThat(functions.invoke(name, "\"sleep\"").payload().asUtf8String()).contains("Task timed out after 3.00");
        assertThat(awaitLog(hearth, name, "\"shutdownReason\": \"timeout\"")).contains("Status: timeout");
        assertThat(functions.answer(name, "1")).isEqualTo("false");
        assertThat(awaitLog(hearth, name, "told").split("registered ", -1)).hasSize(4);
    }

    @Test
    void oneThatCrashesOrCannotStartIsTheFunctionsFailure(HearthProcess hearth) throws Exception {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String crashing = deploy(client, Map.of(), layer(client, Map.of("crashing", "#!/bin/sh\nexit 4\n")));
        assertThat(functions.invoke(crashing, "1").payload().asUtf8String())
                .containsPattern("\"errorType\":\"Extension.Crash\",\"errorMessage\":\"RequestId: .* exit status 4\"");
        assertThat(awaitLog(hearth, crashing, "REPORT"))
                .contains("EXTENSION\tName: crashing\tState: Started\tEvents: []")
                .contains("Status: error\tError Type: Extension.Crash");

        String text = deploy(client, Map.of(), layer(client, Map.of("text", "no program")));
        assertThat(functions.invoke(text, "1").payload().asUtf8String())
                .contains("\"errorType\":\"Extension.LaunchError\"", "/opt/extensions/text: exec format error");
    }

    @Test
    void theyStartBeforeTheRuntimeAndFailWithTheirOwnWords(HearthProcess hearth) throws Exception {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String early = "#!/bin/sh\nsleep 0.3\ntouch /tmp/early\n"
                + SHELL.substring(SHELL.indexOf('\n') + 1).replace("Name: shell", "Name: early");
        assertThat(functions.answer(deploy(client, Map.of(), layer(client, Map.of("early", early))), "1"))
                .isEqualTo("true");

        String failing = WATCHER.replace("while True:", """
                call("init/error", {**identifier, "Lambda-Extension-Function-Error-Type": "Own.Reason"}, b"{}")
                sys.exit(5)
                while True:""");
        String name = deploy(client, Map.of(), layer(client, Map.of("failing", failing)));
        assertThat(functions.invoke(name, "1").payload().asUtf8String())
                .contains("\"errorType\":\"Extension.InitError\"", "Error: exit status 5");
        assertThat(awaitLog(hearth, name, "REPORT"))
                .contains("EXTENSION\tName: failing\tState: InitError\tEvents: [INVOKE, SHUTDOWN]"
                        + "\tError Type: Own.Reason");
    }

    @Test
    void internalOnesAreTheRuntimesOwn(HearthProcess hearth) throws Exception {
        Functions functions = new Functions(hearth.client());
        String name = functions.deploy("python3.13", "app.handler", "app.py", """
                import json, os, threading, urllib.error, urllib.request
                API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2020-01-01/extension/"
                def call(path, headers, data=None):
                    return urllib.request.urlopen(urllib.request.Request(API + path, data, headers))
                def register(name, events):
                    return call("register", {"Lambda-Extension-Name": name}, json.dumps({"events": events}).encode())
                registered = register("inside", ["INVOKE"])
                identifier = {"Lambda-Extension-Identifier": registered.headers["Lambda-Extension-Identifier"]}
                def listen():
                    while True:
                        print("inside was told", call("event/next", identifier).read().decode(), flush=True)
                threading.Thread(target=listen, daemon=True).start()
                def handler(event, context):
                    try:
                        register("late", [])
                    except urllib.error.HTTPError as e:
                        return json.load(e)["errorType"]
                """);
        assertThat(functions.answer(name, "1")).isEqualTo("\"Extension.RegistrationClosed\"");
        assertThat(awaitLog(hearth, name, "inside was told"))
                .contains("EXTENSION\tName: inside\tState: Ready\tEvents: [INVOKE]");
    }

    @Test
    void plainProcessesHaveThemToo(@TempDir Path data) throws Exception {
        try (HearthProcess hearth = HearthProcess.start(data, "--sandbox", "process")) {
            LambdaClient client = hearth.client();
            String name = deploy(client, Map.of(), layer(client, Map.of("watcher", WATCHER)));
            assertThat(new Functions(client).answer(name, "1")).isEqualTo("false");
            client.deleteFunction(request -> request.functionName(name));
            awaitLog(hearth, name, "\"shutdownReason\": \"spindown\"");
        }
    }

    private static String awaitLog(HearthProcess hearth, String function, String text) {
        Eventually.holds(() -> hearth.run("logs", function).contains(text));
        return hearth.run("logs", function);
    }

    private static String deploy(LambdaClient client, Map<String, String> environment, String layer) {
        Consumer<CreateFunctionRequest.Builder> settings = request -> request.layers(layer)
                .environment(variables -> variables.variables(environment))
                .memorySize(512)
                .timeout(3);
        return new Functions(client).deploy("python3.13", "app.handler", Packages.zip("app.py", FUNCTION), settings);
    }

    private static String layer(LambdaClient client, Map<String, String> programs) {
        Map<String, byte[]> files = new HashMap<>();
        programs.forEach((name, text) -> files.put("extensions/" + name, text.getBytes(StandardCharsets.UTF_8)));
        PublishLayerVersionResponse published =
                client.publishLayerVersion(request -> request.layerName(Functions.name("extensions"))
                        .content(content -> content.zipFile(Packages.zip(files))));
        return published.layerVersionArn();
    }
}
