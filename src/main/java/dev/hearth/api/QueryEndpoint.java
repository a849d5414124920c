package dev.hearth.api;

import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.Authenticator.Authenticated;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.BodyAdmission.Place;
import dev.hearth.base.auth.HttpHead;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.Percent;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.iam.Circumstances;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The services with the Query protocol. A request's service is the one that it was signed for. */
final class QueryEndpoint {
    /** The services with a single endpoint for all regions, whose region is this one. */
    private static final Set<String> GLOBAL = Set.of("iam");

    private static final String GLOBAL_REGION = "us-east-1";

    private final Authenticator authenticator;
    private final BodyAdmission bodies;
    private final String region;
    private final Map<String, QueryService> services;

    /**
     * Serves requests.
     *
     * @param region the region of this server
     * @param services by their signing names
     */
    QueryEndpoint(
            Authenticator authenticator, BodyAdmission bodies, String region, Map<String, QueryService> services) {
        this.authenticator = authenticator;
        this.bodies = bodies;
        this.region = region;
        this.services = Map.copyOf(services);
    }

    void handle(HttpRequest request, HttpResponse response, String requestId) {
        try (Place _ = bodies.signed(request, Limits.REQUEST_BYTES)) {
            answer(request, response, requestId);
        }
    }

    private void answer(HttpRequest request, HttpResponse response, String requestId) {
        byte[] body = ApiHandler.body(request, Limits.REQUEST_BYTES, "Query");
        Authenticated signed = authenticator.authenticate(new HttpHead(request), body);
        QueryService service = services.get(signed.service());
        if (service == null) {
            throw new ServiceException(
                    ErrorCode.UNKNOWN_OPERATION,
                    "The service '" + signed.service() + "' has no operations at this path.");
        }
        String form = new String(body, StandardCharsets.UTF_8);
        Map<String, List<String>> parameters = Percent.query(form.isEmpty() ? request.rawQuery() : form);
        Circumstances circumstances = new Circumstances(GLOBAL.contains(signed.service()) ? GLOBAL_REGION : region);
        String answer = service.answer(signed.caller(), parameters, () -> circumstances.of(request), requestId);
        response.status(200)
                .header("Content-Type", Protocol.QUERY.contentType())
                .send(answer.getBytes(StandardCharsets.UTF_8));
    }
}
