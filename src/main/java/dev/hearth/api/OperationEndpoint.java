package dev.hearth.api;

import dev.hearth.api.ResponseEncoder.Encoded;
import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.BodyAdmission.Place;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.Percent;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.RequestModel;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;

/** The function management API: finds the operation of a request, decodes the request, and encodes the response. */
final class OperationEndpoint {
    private static final byte[] NOTHING = {};

    private final Authenticator authenticator;
    private final BodyAdmission bodies;
    private final Router router;
    private final RequestModel model = RequestModel.load();
    private final Guard guard;

    OperationEndpoint(
            Authenticator authenticator, BodyAdmission bodies, List<Operation<?, ?>> operations, Guard guard) {
        this.authenticator = authenticator;
        this.bodies = bodies;
        this.router = new Router(operations);
        this.guard = guard;
    }

    void handle(HttpRequest request, HttpResponse response) {
        Map<String, List<String>> query = Percent.query(request.rawQuery());
        Router.Match match =
                router.find(request.method(), request.rawPath(), query).orElse(null);
        if (match == null) {
            // a request without a valid signature does not learn which operations exist
            try (Place _ = bodies.signed(request, Limits.REQUEST_BYTES)) {
                authenticator.authenticate(
                        request, ApiHandler.body(request, Limits.REQUEST_BYTES, "Unknown"), ApiHandler.LAMBDA);
            }
            throw new ServiceException(
                    ErrorCode.ACCESS_DENIED, "Unable to determine service/operation name to be authorized");
        }
        try (Place _ = bodies.carrying(request, match.operation().bodyBytes())) {
            operate(request, response, match, query);
        }
    }

    private void operate(
            HttpRequest request, HttpResponse response, Router.Match match, Map<String, List<String>> query) {
        Operation<?, ?> operation = match.operation();
        byte[] body = ApiHandler.body(request, operation.bodyBytes(), operation.name());
        Caller caller = authenticator.authenticate(request, body, ApiHandler.LAMBDA);
        LambdaRequest input = (LambdaRequest)
                RequestDecoder.decode(operation.newRequest().get(), match.parameters(), query, request::headers, body);
        model.check(input);
        AccountId owner = guard.lambda(caller, operation.action(), input, request);
        Encoded answer = ResponseEncoder.encode(operation.handle(owner, input), address(request));
        int status = answer.status().orElse(operation.status());
        response.status(status);
        answer.headers().forEach(response::header);
        if (status == 204) {
            response.send(NOTHING);
        } else {
            response.header("Content-Type", Protocol.REST_JSON.contentType()).send(answer.body());
        }
    }

    /** The API's address as the caller used it: from the Host header, which the caller has signed. */
    private static String address(HttpRequest request) {
        boolean secure = request.header("X-Forwarded-Proto")
                .map("https"::equalsIgnoreCase)
                .orElse(false);
        return (secure ? "https://" : "http://") + request.header("Host").orElse("localhost");
    }
}
