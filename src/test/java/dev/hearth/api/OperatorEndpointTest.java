package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.metrics.Metrics;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.dataplane.frontend.TimedCalls;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.time.Time;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorEndpointTest {
    private final TimedCalls calls = new TimedCalls(Time.SYSTEM, call -> {});
    private final OperatorEndpoint endpoint = new OperatorEndpoint("secret", new Metrics(), calls);

    @Test
    void needsTheToken() {
        for (String path : List.of("/_hearth/metrics", "/_hearth/calls/id")) {
            for (String given : List.of("", "Bearer", "Bearer ", "Bearer secre", "Bearer secret2", "secret")) {
                assertThat(refusal(new TestingExchange("GET", path).header("Authorization", given)))
                        .isEqualTo(ErrorCode.ACCESS_DENIED);
            }
            assertThat(refusal(new TestingExchange("GET", path))).isEqualTo(ErrorCode.ACCESS_DENIED);
            assertThat(refusal(authorized("POST", path))).isEqualTo(ErrorCode.ACCESS_DENIED);
        }
    }

    @Test
    void givesTheFigures() throws IOException {
        assertThat(authorized("GET", "/_hearth/metrics").sendTo(endpoint))
                .returns(200, TestingExchange.Reply::status)
                .satisfies(
                        reply -> assertThat(reply.headers().get("content-type")).startsWith("text/plain"));
    }

    @Test
    void tellsOfACall() throws IOException, JsonException {
        TestingFrontend.timed(calls, "id-1");

        JsonObject call = Json.parseObject(
                authorized("GET", "/_hearth/calls/id-1").sendTo(endpoint).bytes());

        assertThat(call.string("requestId")).contains("id-1");
        assertThat(call.string("outcome")).contains("answered");
        assertThat(call.array("phases").orElseThrow().objects())
                .extracting(phase -> phase.string("phase").orElse(""))
                .containsExactly(
                        "body",
                        "signature",
                        "checks",
                        "permit",
                        "sandbox",
                        "wake",
                        "init",
                        "delivery",
                        "function",
                        "end",
                        "answer");
        JsonObject start = call.object("start").orElseThrow();
        assertThat(start.string("sandbox")).contains("made");
        assertThat(start.array("phases").orElseThrow().objects())
                .extracting(phase -> phase.string("phase").orElse(""))
                .containsExactly("turn", "place", "code", "sandbox", "assignment", "init", "ready", "hand-over");
        assertThat(refusal(authorized("GET", "/_hearth/calls/id-2"))).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
    }

    private static TestingExchange authorized(String method, String path) {
        return new TestingExchange(method, path).header("Authorization", "Bearer secret");
    }

    private ErrorCode refusal(TestingExchange exchange) {
        ServiceException[] refused = new ServiceException[1];
        assertThatThrownBy(() -> exchange.sendTo(endpoint)).satisfies(e -> refused[0] = (ServiceException) e);
        return refused[0].code();
    }
}
