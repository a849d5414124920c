package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.api.TestingExchange.Reply;
import dev.hearth.dataplane.frontend.StreamedAnswer.End;
import dev.hearth.dataplane.frontend.StreamedAnswer.Head;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.ResponseFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

class EventStreamAnswerTest {
    private static final Head HEAD = new Head("3", "", Optional.of("text/plain"));

    private interface Answering {
        void to(EventStreamAnswer answer) throws IOException;
    }

    /** The events of an answer, as the SDK's own decoder reads them. */
    private static List<String> events(boolean log, Answering answering) throws IOException {
        List<String> events = new ArrayList<>();
        MessageDecoder decoder = new MessageDecoder(message -> events.add(text(message)));
        Reply reply = new TestingExchange("POST", "/").sendTo((request, response) -> {
            EventStreamAnswer answer = new EventStreamAnswer(response, log);
            assertThat(answer.begun()).isFalse();
            answer.begin(HEAD);
            assertThat(answer.begun()).isTrue();
            answering.to(answer);
        });
        assertThat(reply.headers()).containsEntry("x-amz-executed-version", "3").doesNotContainKey("x-amzn-trace-id");
        decoder.feed(reply.bytes());
        return events;
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder();
        message.getHeaders()
                .forEach((name, value) ->
                        text.append(name).append('=').append(value.getString()).append(' '));
        return text + new String(message.getPayload(), StandardCharsets.UTF_8);
    }

    @Test
    void writesPiecesAndTheEnd() throws IOException {
        byte[] bytes = "x\u00fcx".getBytes(StandardCharsets.UTF_8);

        assertThat(events(true, answer -> {
                    answer.write(bytes, 1, 2);
                    answer.write(bytes, 0, bytes.length);
                    answer.end(new End(Optional.empty(), "tail".getBytes(StandardCharsets.UTF_8)));
                }))
                .containsExactlyInAnyOrder(
                        ":event-type=PayloadChunk :content-type=application/octet-stream :message-type=event \u00fc",
                        ":event-type=PayloadChunk :content-type=application/octet-stream :message-type=event x\u00fcx",
                        ":event-type=InvokeComplete :content-type=application/json :message-type=event "
                                + "{\"LogResult\":\"dGFpbA==\"}");
    }

    @Test
    void saysWhyAnAnswerIsNotWhole() throws IOException {
        ResponseFailure failure = new ResponseFailure("E", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(events(false, answer -> answer.end(new End(Optional.of(failure), new byte[0]))))
                .containsExactly(":event-type=InvokeComplete :content-type=application/json :message-type=event "
                        + "{\"ErrorCode\":\"E\",\"ErrorDetails\":\"{\\\"a\\\":1}\"}");
    }

    @Test
    void saysThatThePlatformFailed() throws IOException {
        assertThat(events(false, answer -> answer.fail(new ServiceException(ErrorCode.SERVICE, "broken"))))
                .containsExactly(":message-type=error :error-code=ServiceException :error-message=broken ");
    }
}
