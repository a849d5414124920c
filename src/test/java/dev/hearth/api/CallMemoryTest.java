package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.auth.Authenticator.Authenticated;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.TestRequest;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.frontend.Frontend.Answer;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.InvocationResult;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a call of a function holds of the memory, and for how long. */
final class CallMemoryTest {
    private static final int EVENT_BYTES = 6 * 1024 * 1024;

    /** Room for one event and for one answer of 6 MB. */
    private static final long HEAP = 8L * EVENT_BYTES;

    private final PayloadMemory answers = new PayloadMemory(EVENT_BYTES, Duration.ofMillis(5));
    private final BodyAdmission bodies = new BodyAdmission(
            (head, body) -> new Authenticated(Caller.root(new AccountId("000000000000"), "AKIA"), "lambda"),
            HEAP,
            answers,
            Duration.ofMillis(5));
    private final List<String> seen = new ArrayList<>();
    private final ApiHandler handler = new ApiHandler(
            (head, body) -> new Authenticated(Caller.root(new AccountId("000000000000"), "AKIA"), "lambda"),
            bodies,
            new TestingFrontend(call -> {
                seen.add("event " + (hasRoom() ? "free" : "held"));
                answer(call.requestId());
                seen.add("answer " + (answers(call.requestId() + "-other") ? "free" : "held"));
                return new Answer(
                        200, "1", "", Optional.of(new InvocationResult(new byte[2], Optional.empty(), new byte[0])));
            }),
            List.of(),
            new ApiHandler.Services(
                    () -> true,
                    (request, response) -> response.send(new byte[0]),
                    (request, response) -> response.send(new byte[0]),
                    (caller, operation, input) -> JsonObject.EMPTY,
                    Map.of("sts", Guards.sts()::answer),
                    (request, response) -> response.send(new byte[0]),
                    new Forwarder(ForwardTable.NONE, Time.SYSTEM)),
            Guards.open("us-east-1"),
            Ids.secure());

    private boolean hasRoom() {
        HttpRequest other = new TestRequest("/", "", EVENT_BYTES / 2);
        try {
            bodies.signed(other, EVENT_BYTES).close();
            return true;
        } catch (ServiceException e) {
            return false;
        }
    }

    /** The function's answer arrives. */
    private void answer(String request) {
        try {
            answers.admit(request, EVENT_BYTES).orElseThrow().close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean answers(String request) {
        try {
            Optional<PayloadMemory.Place> place = answers.admit(request, EVENT_BYTES / 2);
            place.ifPresent(PayloadMemory.Place::close);
            return place.isPresent();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCallHoldsItsEventAndItsAnswerUntilItsCallerIsAnswered() throws IOException {
        String event = "\"" + "x".repeat(EVENT_BYTES - 2) + "\"";
        for (String path : List.of(
                "/2015-03-31/functions/f/invocations", "/2021-11-15/functions/f/response-streaming-invocations")) {
            seen.clear();
            new TestingExchange("POST", path).body(event).sendTo(handler);

            assertThat(seen).as(path).containsExactly("event held", "answer held");
            assertThat(hasRoom()).as(path).isTrue();
            assertThat(answers("next")).as(path).isTrue();
        }
    }
}
