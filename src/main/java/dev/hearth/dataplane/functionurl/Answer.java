package dev.hearth.dataplane.functionurl;

import dev.hearth.base.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An HTTP answer before it is sent. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Answer(int status, List<Header> headers, byte[] body) {
    static final String JSON = "application/json";

    /** A header whose name and value are valid. */
    record Header(String name, String value) {}

    private static final List<Header> DENIED = List.of(new Header("x-amzn-ErrorType", "AccessDeniedException"));

    private static final String FORBIDDEN =
            "{\"Message\":\"Forbidden. For troubleshooting Function URL authorization issues,"
                    + " see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html\"}";

    static Answer json(int status, String text) {
        return new Answer(status, List.of(new Header("Content-Type", JSON)), text.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer when the function failed or its result is invalid. It has no details. */
    static Answer functionFailed() {
        return json(502, "Internal Server Error");
    }

    /** The answer when access is denied. */
    static Answer forbidden() {
        return json(403, FORBIDDEN).with(DENIED);
    }

    /** The answer when there is no such URL. */
    static Answer unknown() {
        return json(403, "{\"Message\":null}").with(DENIED);
    }

    /** A copy with more headers. */
    Answer with(List<Header> more) {
        List<Header> all = new ArrayList<>(headers);
        all.addAll(more);
        return new Answer(status, all, body);
    }

    void send(HttpResponse response) {
        response.status(status);
        headers.forEach(header -> response.header(header.name(), header.value()));
        response.send(body);
    }
}
