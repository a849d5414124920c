package dev.hearth.dataplane.functionurl;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.functionurl.Answer.Header;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The beginning of an answer that a function writes itself: status, headers and cookies as a JSON object, then eight
 * bytes 0, then the body. They come in any number of pieces. Source: "Response streaming for Lambda functions" in the
 * Lambda developer guide.
 */
final class Prelude {
    private static final String CONTENT_TYPE = "application/vnd.awslambda.http-integration-response";
    private static final int ZEROS = 8;

    private final boolean isHead;
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private int zeros;

    /** @param isHead whether only the head of the answer is asked for */
    Prelude(boolean isHead) {
        this.isHead = isHead;
    }

    /** Whether what a runtime declares so begins with a prelude. */
    static boolean begins(String contentType) {
        return contentType.regionMatches(true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length());
    }

    /** An answer that was gathered whole. */
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
     * Takes some bytes.
     *
     * @return how many of them were the prelude's: all, unless it is complete
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

    /** Status and headers, without a body. */
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
