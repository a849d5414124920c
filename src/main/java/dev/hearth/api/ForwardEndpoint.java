package dev.hearth.api;

import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.BodyAdmission.Place;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.forward.ForwardedRequest;
import dev.hearth.neighbours.forward.ForwardedRequest.Content;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.neighbours.forward.Upstream;
import java.io.IOException;

/**
 * Requests of services that another server serves, but for S3's. They are authenticated and authorized here. Their
 * bodies are read whole before, because the signature covers the digest of the body.
 */
final class ForwardEndpoint {
    private final Authenticator authenticator;
    private final BodyAdmission bodies;
    private final Forwarder forwarder;
    private final Guard guard;
    private final ForwardedActions actions;

    ForwardEndpoint(Authenticator authenticator, BodyAdmission bodies, Forwarder forwarder, Guard guard) {
        this.authenticator = authenticator;
        this.bodies = bodies;
        this.forwarder = forwarder;
        this.guard = guard;
        this.actions = new ForwardedActions(guard.region());
    }

    void handle(HttpRequest request, HttpResponse response, String service, Upstream upstream, String requestId)
            throws IOException {
        try (Place _ = bodies.carrying(request, Limits.FORWARDED_REQUEST_BYTES)) {
            byte[] body = ApiHandler.body(request, Limits.FORWARDED_REQUEST_BYTES, service);
            Caller caller = authenticator.authenticate(request, body, service);
            guard.forwarded(
                    caller,
                    () -> ForwardedActions.actions(service, request, body),
                    () -> actions.resources(service, caller, request, body),
                    request);
            forwarder.pass(
                    new ForwardedRequest(service, request, request.rawPath(), new Content.Whole(body)),
                    upstream,
                    caller.account(),
                    response);
        } catch (ServiceException e) {
            response.header(ApiHandler.REQUEST_ID, requestId);
            throw e;
        }
    }
}
