package dev.hearth.api;

import dev.hearth.auth.Authenticator;
import dev.hearth.auth.Authenticator.Authenticated;
import dev.hearth.auth.HttpHead;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.http.HttpRequest;
import dev.hearth.http.HttpResponse;
import dev.hearth.http.Percent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The services whose operations are named in a form, told from each other by what the request was signed for. */
final class QueryEndpoint {
    private final Authenticator authenticator;
    private final Map<String, QueryService> services;

    /** @param services by their signing names */
    QueryEndpoint(Authenticator authenticator, Map<String, QueryService> services) {
        this.authenticator = authenticator;
        this.services = Map.copyOf(services);
    }

    void handle(HttpRequest request, HttpResponse response, String requestId) {
        byte[] body = ApiHandler.body(request, Limits.REQUEST_BYTES, "Query");
        Authenticated signed = authenticator.authenticate(new HttpHead(request), body);
        QueryService service = services.get(signed.service());
        if (service == null) {
            throw new ServiceException(
                    ErrorCode.INVALID_SIGNATURE, "Credential should be scoped to correct service: 'sts'.");
        }
        String form = new String(body, StandardCharsets.UTF_8);
        Map<String, List<String>> parameters = Percent.query(form.isEmpty() ? request.rawQuery() : form);
        String answer = service.answer(signed.caller(), parameters, Guard.circumstances(request), requestId);
        response.status(200)
                .header("Content-Type", Protocol.QUERY.contentType())
                .send(answer.getBytes(StandardCharsets.UTF_8));
    }
}
