package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Where the time of a call went: {@code hearth trace}, and the figures for Prometheus. */
@ExtendWith(SharedHearth.class)
class CallTraceTest {
    private static final String SOURCE = """
            import time
            time.sleep(0.2)
            def handler(event, context):
                time.sleep(0.1)
                return context.aws_request_id
            """;

    @Test
    void showsWhereTheTimeOfACallWent(HearthProcess hearth) throws JsonException {
        try (LambdaClient client = hearth.client()) {
            Functions functions = new Functions(client);
            String name = functions.deploy("python3.13", "app.handler", "app.py", SOURCE);

            JsonObject cold = trace(hearth, functions.answer(name, "{}"));
            JsonObject warm = trace(hearth, functions.answer(name, "{}"));

            for (JsonObject call : List.of(cold, warm)) {
                double sum = call.array("phases").orElseThrow().objects().stream()
                        .mapToDouble(CallTraceTest::took)
                        .sum();
                assertThat(took(call, "function")).isGreaterThan(99);
                assertThat(sum).isCloseTo(call.number("totalMs").orElseThrow().doubleValue(), within(0.001));
                assertThat(call.string("function").orElseThrow()).endsWith(":" + name + ":$LATEST");
            }
            JsonObject start = cold.object("start").orElseThrow();
            assertThat(took(start, "init")).isGreaterThan(199);
            assertThat(took(cold, "sandbox")).isGreaterThanOrEqualTo(took(start, "init"));
            assertThat(start.string("sandbox").orElseThrow()).isIn("made", "ready", "stem cell");
            assertThat(warm.object("start")).isEmpty();
            assertThat(took(warm, "init")).isZero();
        }
    }

    @Test
    void showsItAsATable(HearthProcess hearth) throws JsonException {
        try (LambdaClient client = hearth.client()) {
            Functions functions = new Functions(client);
            String name = functions.deploy("python3.13", "app.handler", "app.py", SOURCE);

            String table = hearth.run(
                    "trace", Json.parse(functions.answer(name, "{}")).toString().replace("\"", ""));

            assertThat(table).contains("outcome   answered").contains("until").contains("the function answered");
            assertThat(hearth.attempt("trace", "nothing").errors()).contains("none with the request id nothing");
        }
    }

    @Test
    void onlyTheOperatorReadsTheFigures(HearthProcess hearth) throws IOException, InterruptedException {
        assertThat(figures(hearth, "Bearer nonsense").statusCode()).isEqualTo(403);
        String token = Files.readString(hearth.data().resolve("operator.token")).strip();
        assertThat(figures(hearth, "Bearer " + token).body())
                .contains("# TYPE hearth_call_phase_seconds histogram")
                .contains("hearth_start_phase_seconds_count{phase=\"init\"");
    }

    private static HttpResponse<String> figures(HearthProcess hearth, String authorization)
            throws IOException, InterruptedException {
        URI address = hearth.endpoint().resolve("/_hearth/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(address)
                            .header("Authorization", authorization)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static JsonObject trace(HearthProcess hearth, String quotedId) throws JsonException {
        return Json.parseObject(hearth.run("trace", "--json", quotedId.replace("\"", "")));
    }

    private static double took(JsonObject call, String name) {
        return call.array("phases").orElseThrow().objects().stream()
                .filter(phase -> phase.string("phase").orElse("").equals(name))
                .mapToDouble(CallTraceTest::took)
                .sum();
    }

    private static double took(JsonObject phase) {
        return phase.number("ms").orElseThrow().doubleValue();
    }
}
