package dev.hearth.dataplane.functionurl;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.functionurl.Answer.Header;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The beginning of an HTTP answer that a function streams: status, headers and cookies as a JSON object, then eight
 * zero bytes. The body follows. It may come in any number of pieces. Source: "Response streaming for Lambda functions"
 * in the Lambda developer guide.
 */
final class Prelude {
    private static final String CONTENT_TYPE = "application/vnd.awslambda.http-integration-response";
    private static final int ZEROS = 8;

    private final boolean isHead;
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private int zeros;

    /** @param isHead whether the request's method is HEAD */
    Prelude(boolean isHead) {
        this.isHead = isHead;
    }

    /** Whether an answer of this content type begins with a prelude. */
    static boolean begins(String contentType) {
        return contentType.regionMatches(true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length());
    }

    /** The answer from a payload that was gathered whole. */
    static Answer answer(byte[] payload, boolean isHead) {
        Prelude prelude = new Prelude(isHead);
        int end = prelude.take(payload, 0, payload.length);
        if (!prelude.complete()) {
            throw new BadResultException("it is no JSON");
        }
        Answer head = prelude.head();
        byte[] body = new byte[payload.length - end];
        System.arraycopy(payload, end, body, 0, body.length);
        return new Answer(head.status(), head.headers(), body);
    }

    boolean complete() {
        return zeros == ZEROS;
    }

    /**
     * Reads bytes of the prelude.
     *
     * @return how many of them belong to the prelude: all, unless it is complete
     */
    int take(byte[] bytes, int offset, int length) {
        int taken = 0;
        while (taken < length && !complete()) {
            byte next = bytes[offset + taken];
            taken++;
            if (next == 0) {
                zeros++;
            } else if (zeros > 0 || json.size() >= Limits.PRELUDE_BYTES) {
                throw new BadResultException("it has no end of the headers");
            } else {
                json.write(next);
            }
        }
        return taken;
    }

    /** The answer's status and headers, without a body. */
    Answer head() {
        JsonObject object;
        try {
            object = Json.parseObject(json.toByteArray());
        } catch (JsonException e) {
            throw new BadResultException("its headers are no JSON");
        }
        int status = object.find(FunctionResult.STATUS).isPresent() ? FunctionResult.status(object) : 200;
        List<Header> headers = FunctionResult.headers(object, isHead);
        Answer head = new Answer(status, headers, new byte[0]);
        Optional<Header> type = PassedHeaders.has(headers, "Content-Type")
                ? Optional.empty()
                : Optional.of(new Header("Content-Type", "application/octet-stream"));
        return head.with(type.stream().toList());
    }
}
