package dev.hearth.api;

import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.json.JsonWriter;
import dev.hearth.dataplane.frontend.StreamedAnswer;
import dev.hearth.error.ServiceException;
import dev.hearth.model.ResponseFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer as events: {@code PayloadChunk} for each piece, {@code InvokeComplete} at the end.
 */
final class EventStreamAnswer implements StreamedAnswer {
    private static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";
    private static final byte[] NOTHING = {};
    private static final byte[] CHUNK = event("PayloadChunk", "application/octet-stream");
    private static final byte[] COMPLETE = event("InvokeComplete", "application/json");

    /** The longest part of a message that surely fits into its header, with up to three bytes for each character. */
    private static final int MESSAGE_CHARACTERS = 10_000;

    private final HttpResponse response;
    private final boolean wantsLog;
    private final EventFrame frame = new EventFrame();
    private @Nullable OutputStream stream;

    EventStreamAnswer(HttpResponse response, boolean wantsLog) {
        this.response = response;
        this.wantsLog = wantsLog;
    }

    /** Whether bytes were sent. An error can't have its own HTTP status then. */
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
        send(CHUNK, bytes, offset, length);
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
        byte[] payload = complete.endObject().toBytes();
        send(COMPLETE, payload, 0, payload.length);
        opened().close();
    }

    /** Ends the stream with a failure of the platform. */
    void fail(ServiceException error) throws IOException {
        String message = String.valueOf(error.getMessage());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":message-type", "error");
        headers.put(":error-code", error.code().wire());
        headers.put(":error-message", message.substring(0, Math.min(message.length(), MESSAGE_CHARACTERS)));
        send(EventFrame.headers(headers), NOTHING, 0, 0);
        opened().close();
    }

    private static byte[] event(String type, String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":event-type", type);
        headers.put(":content-type", contentType);
        headers.put(":message-type", "event");
        return EventFrame.headers(headers);
    }

    private void send(byte[] headers, byte[] payload, int offset, int length) throws IOException {
        OutputStream out = opened();
        frame.write(out, headers, payload, offset, length);
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
