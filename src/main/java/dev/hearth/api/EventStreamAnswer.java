package dev.hearth.api;

import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.json.JsonWriter;
import dev.hearth.dataplane.frontend.StreamedAnswer;
import dev.hearth.error.ServiceException;
import dev.hearth.model.ResponseFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Writes a streamed answer as events: {@code PayloadChunk} for each piece, {@code InvokeComplete} at the end. The
 * framing is that of "Event stream encoding" in the Amazon Transcribe Developer Guide.
 */
final class EventStreamAnswer implements StreamedAnswer {
    private static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";
    private static final byte[] NOTHING = {};

    private final HttpResponse response;
    private final boolean wantsLog;
    private final ByteArrayOutputStream event = new ByteArrayOutputStream(); // so that one goes out in one write
    private @Nullable OutputStream stream;

    EventStreamAnswer(HttpResponse response, boolean wantsLog) {
        this.response = response;
        this.wantsLog = wantsLog;
    }

    /** Whether something has been sent, so that it is too late for an error's status. */
    boolean begun() {
        return stream != null;
    }

    @Override
    public boolean wantsLog() {
        return wantsLog;
    }

    @Override
    public void begin(Head head) throws IOException {
        response.header("Content-Type", CONTENT_TYPE).header("X-Amz-Executed-Version", head.executedVersion());
        if (!head.traceHeader().isEmpty()) {
            response.header("X-Amzn-Trace-Id", head.traceHeader());
        }
        OutputStream opened = response.stream();
        stream = opened;
        opened.flush();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        send(event("PayloadChunk", "application/octet-stream"), Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public void end(End end) throws IOException {
        JsonWriter complete = new JsonWriter().beginObject();
        if (end.failure().isPresent()) {
            ResponseFailure failure = end.failure().get();
            complete.name("ErrorCode").string(failure.code());
            complete.name("ErrorDetails").string(new String(failure.details(), StandardCharsets.UTF_8));
        }
        if (wantsLog) {
            complete.name("LogResult").string(Base64.getEncoder().encodeToString(end.logTail()));
        }
        send(event("InvokeComplete", "application/json"), complete.endObject().toBytes());
        opened().close();
    }

    /** Ends it with what is no end of an invocation, but the platform's failure. */
    void fail(ServiceException error) throws IOException {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(":message-type", HeaderValue.fromString("error"));
        headers.put(":error-code", HeaderValue.fromString(error.code().wire()));
        headers.put(":error-message", HeaderValue.fromString(String.valueOf(error.getMessage())));
        send(headers, NOTHING);
        opened().close();
    }

    private static Map<String, HeaderValue> event(String type, String contentType) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(":event-type", HeaderValue.fromString(type));
        headers.put(":content-type", HeaderValue.fromString(contentType));
        headers.put(":message-type", HeaderValue.fromString("event"));
        return headers;
    }

    private void send(Map<String, HeaderValue> headers, byte[] payload) throws IOException {
        event.reset();
        new Message(headers, payload).encode(event);
        OutputStream out = opened();
        event.writeTo(out);
        out.flush();
    }

    private OutputStream opened() {
        OutputStream out = stream;
        if (out == null) {
            throw new IllegalStateException("the answer has not begun");
        }
        return out;
    }
}
