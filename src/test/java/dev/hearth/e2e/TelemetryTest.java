package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.time.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;

/** Extensions that subscribe to telemetry, and keep what they are told where the function finds it. */
@ExtendWith(SharedHearth.class)
class TelemetryTest {
    /** Subscribes as the variables say, and writes each event into a file of its name. */
    private static final String KEEPER = """
            #!/usr/bin/env python3
            import http.server, json, os, socket, threading, urllib.error, urllib.request
            ROOT = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"]
            NAME = os.path.basename(__file__)
            def keep(text):
                with open("/tmp/" + NAME, "a") as file:
                    file.write(text + "\\n")
            class Listener(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    for event in json.loads(self.rfile.read(int(self.headers["Content-Length"]))):
                        keep(json.dumps(event))
                    self.send_response(200)
                    self.end_headers()
                def log_message(self, *arguments):
                    pass
            def lines(server):
                connection, _ = server.accept()
                for line in connection.makefile():
                    keep(line.strip())
            def call(path, headers, data=None, method=None):
                return urllib.request.urlopen(urllib.request.Request(ROOT + path, data, headers, method=method))
            named = {"Lambda-Extension-Name": NAME}
            registered = call("/2020-01-01/extension/register", named, b'{"events": ["INVOKE"]}')
            identifier = {"Lambda-Extension-Identifier": registered.headers["Lambda-Extension-Identifier"]}
            if NAME == "lines":
                server = socket.create_server(("127.0.0.1", 4001))
                threading.Thread(target=lines, args=(server,), daemon=True).start()
                path, version, to = "/2020-08-15/logs", "2021-03-18", {"protocol": "TCP", "port": 4001}
            else:
                server = http.server.HTTPServer(("sandbox.localdomain", 4002), Listener)
                threading.Thread(target=server.serve_forever, daemon=True).start()
                path, version = "/2022-07-01/telemetry", "2022-12-13"
                to = {"protocol": "HTTP", "URI": "http://sandbox.localdomain:4002/events"}
            request = {"schemaVersion": version, "types": ["platform", "function", "extension"],
                       "buffering": {"timeoutMs": 25}, "destination": to}
            def subscribe(body):
                try:
                    return call(path, identifier, json.dumps(body).encode(), "PUT").read().decode()
                except urllib.error.HTTPError as e:
                    return str(e.code) + e.read().decode()
            print(NAME, "answered", subscribe(request), flush=True)
            print(NAME, "refused", subscribe({**request, "types": []}), flush=True)
            while True:
                call("/2020-01-01/extension/event/next", identifier).read()
                print(NAME, "late", subscribe(request), flush=True)
            """;

    private static final String FUNCTION = """
            import json, os, time
            def handler(event, context):
                print("the function", event)
                if event == "fail":
                    os._exit(1)
                end = time.time() + 5
                while event != "go" and time.time() < end:
                    text = open("/tmp/" + event["file"]).read() if os.path.exists("/tmp/" + event["file"]) else ""
                    if event["wanted"] in text:
                        return [json.loads(line) for line in text.splitlines()]
                    time.sleep(0.02)
            """;

    @Test
    void subscribersAreToldOfInitAndInvocations(HearthProcess hearth) throws Exception {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String name = deploy(client, "keeper", request -> {});
        assertThat(functions.answer(name, "\"go\"")).isEqualTo("null");

        List<JsonObject> events = events(functions, name, "keeper", "platform.report");

        assertThat(records(events, "platform.initStart").getFirst().toJson())
                .contains("\"initializationType\":\"on-demand\",\"phase\":\"init\",\"runtimeVersion\":\"python");
        assertThat(records(events, "platform.telemetrySubscription").getFirst().toJson())
                .isEqualTo("{\"name\":\"keeper\",\"state\":\"Subscribed\","
                        + "\"types\":[\"platform\",\"function\",\"extension\"]}");
        assertThat(records(events, "platform.extension").getFirst().toJson())
                .isEqualTo("{\"name\":\"keeper\",\"state\":\"Ready\",\"events\":[\"INVOKE\"]}");
        assertThat(records(events, "platform.initRuntimeDone").getFirst().toJson())
                .contains("\"phase\":\"init\",\"status\":\"success\"");
        assertThat(records(events, "platform.initReport").getFirst().toJson()).contains("\"metrics\":{\"durationMs\":");
        assertThat(records(events, "platform.start").getFirst().toJson()).contains("\"version\":\"$LATEST\"");
        assertThat(records(events, "platform.runtimeDone").getFirst().toJson())
                .contains("\"status\":\"success\"", "\"producedBytes\":4");
        assertThat(records(events, "platform.report").getFirst().toJson())
                .contains("\"billedDurationMs\":", "\"initDurationMs\":", "\"status\":\"success\"");
        List<String> types =
                events.stream().map(event -> event.string("type").orElseThrow()).toList();
        assertThat(types.indexOf("platform.runtimeDone")).isLessThan(types.indexOf("platform.report"));
        assertThat(events.toString()).contains("the function go", "keeper answered \\\"OK\\\"");
        Eventually.holds(() -> hearth.run("logs", name).contains("keeper late 403"));
        assertThat(hearth.run("logs", name))
                .contains("TELEMETRY\tName: keeper\tState: Subscribed\tTypes: [Platform, Function, Extension]")
                .contains("keeper refused 400{\"errorMessage\":\"types should not be empty\","
                        + "\"errorType\":\"ValidationError\"}")
                .contains("Telemetry.SubscriptionClosed");
    }

    @Test
    void theLogsApiHasItsOwnEventsAndLines(HearthProcess hearth) throws Exception {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String name = deploy(client, "lines", request -> {});
        assertThat(functions.answer(name, "\"go\"")).isEqualTo("null");

        List<JsonObject> events = events(functions, name, "lines", "platform.report");

        assertThat(events.stream().map(event -> event.string("type").orElseThrow()))
                .contains("platform.logsSubscription", "platform.start", "platform.end", "platform.runtimeDone")
                .doesNotContain("platform.initStart", "platform.telemetrySubscription");
        assertThat(records(events, "platform.runtimeDone").getFirst().toJson()).endsWith("\"status\":\"success\"}");
        assertThat(hearth.run("logs", name)).contains("LOGS\tName: lines\tState: Subscribed");
    }

    @Test
    void jsonLogsHaveTheSameEventsAndLinesAreObjects(HearthProcess hearth) throws Exception {
        LambdaClient client = hearth.client();
        Functions functions = new Functions(client);
        String name = deploy(
                client,
                "keeper",
                request -> request.loggingConfig(logging ->
                        logging.logFormat("JSON").systemLogLevel("DEBUG").applicationLogLevel("INFO")));
        assertThat(functions.invoke(name, "\"fail\"").payload().asUtf8String()).contains("Runtime.ExitError");

        // of the second init, after the reset
        List<JsonObject> events = events(functions, name, "keeper", "\\\"phase\\\": \\\"invoke\\\"");

        assertThat(events.toString()).contains("\"phase\":\"invoke\"", "platform.fault");
        Eventually.holds(() -> hearth.run("logs", name).contains("\"phase\":\"invoke\""));
        assertThat(hearth.run("logs", name))
                .contains("\"type\":\"platform.extension\"", "\"type\":\"platform.telemetrySubscription\"")
                .contains("\"type\":\"platform.runtimeDone\"");
    }

    private static List<JsonObject> events(Functions functions, String name, String file, String wanted) {
        String answer = functions.answer(name, "{\"file\": \"" + file + "\", \"wanted\": \"" + wanted + "\"}");
        assertThat(answer).isNotEqualTo("null");
        return Json.parseObject("{\"events\":" + answer + "}")
                .array("events")
                .orElseThrow()
                .objects();
    }

    private static List<JsonObject> records(List<JsonObject> events, String type) {
        return events.stream()
                .filter(event -> event.string("type").orElseThrow().equals(type))
                .map(event -> event.object("record").orElseThrow())
                .toList();
    }

    private static String deploy(
            LambdaClient client, String extension, Consumer<CreateFunctionRequest.Builder> settings) {
        String layer = client.publishLayerVersion(request -> request.layerName(Functions.name("telemetry"))
                        .content(content -> content.zipFile(Packages.zip(
                                Map.of("extensions/" + extension, KEEPER.getBytes(StandardCharsets.UTF_8))))))
                .layerVersionArn();
        return new Functions(client).deploy("python3.13", "app.handler", Packages.zip("app.py", FUNCTION), request -> {
            request.layers(layer).timeout(20);
            settings.accept(request);
        });
    }
}
