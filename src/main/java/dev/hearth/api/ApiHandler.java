package dev.hearth.api;

import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.BodyAdmission.Place;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.auth.ClaimedService;
import dev.hearth.base.http.BodyTooLargeException;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.PeerFault;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.dataplane.frontend.CallPhase;
import dev.hearth.dataplane.frontend.CallTimes;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Quotas;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.neighbours.forward.Upstream;
import dev.hearth.neighbours.s3.server.S3Handler;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP endpoint of all services. Finds the service that a request is for, has the request authenticated, and writes
 * the response or the error in that service's format.
 *
 * <pre>
 * signed for s3                                  S3, whatever the path
 * signed for a service that is forwarded         passes on to another server
 * GET /health                                    open; whether this process serves
 * GET /_hearth/metrics, /_hearth/calls/…          the operator, with a token
 * /_hearth/…                                     open; the links of Code.Location, which carry a signature of their own
 * POST /2015-03-31/functions/NAME/invocations    Invoke
 * POST /2021-11-15/functions/NAME/response-…     InvokeWithResponseStream
 * X-Amz-Target: Logs_20140328.…                  CloudWatch Logs
 * POST /                                         STS, IAM
 * anything else                                  Lambda's operations
 * </pre>
 */
public final class ApiHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
    private static final String HEALTH = "/health";
    static final String REQUEST_ID = "x-amzn-RequestId";
    private static final String DOWNLOADS = "/_hearth/";
    private static final byte[] SERVING = "{\"status\":\"ok\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STOPPING = "{\"status\":\"stopping\"}".getBytes(StandardCharsets.US_ASCII);
    static final String LAMBDA = "lambda";

    private final Authenticator authenticator;
    private final BodyAdmission bodies;
    private final Frontend frontend;
    private final InvokeEndpoint invoke;
    private final StreamEndpoint stream;
    private final OperationEndpoint operations;
    private final JsonEndpoint json;
    private final Services services;
    private final QueryEndpoint query;
    private final ForwardEndpoint forward;
    private final Ids ids;

    /**
     * The services other than Lambda, and other endpoints.
     *
     * @param serving whether requests are served, for {@code GET /health}
     * @param downloads serves the links to code packages
     * @param operator what only the operator sees
     * @param logs CloudWatch Logs
     * @param query the services whose requests are forms, by their signing names
     * @param buckets S3
     * @param forwarder passes requests on to other servers
     */
    public record Services(
            BooleanSupplier serving,
            HttpHandler downloads,
            HttpHandler operator,
            JsonService logs,
            Map<String, QueryService> query,
            HttpHandler buckets,
            Forwarder forwarder) {
        /** The signing names of all services that Hearth has. */
        private SortedSet<String> own() {
            SortedSet<String> names = new TreeSet<>(query.keySet());
            names.addAll(List.of(LAMBDA, "logs", "s3"));
            return names;
        }

        /** The signing names of all services. */
        SortedSet<String> names() {
            SortedSet<String> names = own();
            names.addAll(forwarder.table().services().keySet());
            return names;
        }

        /** The server that has a service in place of Hearth. */
        Optional<Upstream> upstream(String service) {
            ForwardTable table = forwarder.table();
            return table.isEmpty() ? Optional.empty() : table.find(service, own().contains(service));
        }
    }

    public ApiHandler(
            Authenticator authenticator,
            BodyAdmission bodies,
            Frontend frontend,
            List<Operation<?, ?>> operations,
            Services services,
            Guard guard,
            Ids ids) {
        this.authenticator = authenticator;
        this.bodies = bodies;
        this.frontend = frontend;
        this.invoke = new InvokeEndpoint(frontend, guard);
        this.stream = new StreamEndpoint(frontend, guard);
        this.operations = new OperationEndpoint(authenticator, bodies, operations, guard);
        this.json = new JsonEndpoint(authenticator, bodies, services.logs(), guard);
        this.services = services;
        this.query = new QueryEndpoint(authenticator, bodies, guard.region(), services.query());
        this.forward = new ForwardEndpoint(authenticator, bodies, services.forwarder(), guard);
        this.ids = ids;
    }

    @Override
    public void handle(HttpRequest request, HttpResponse response) throws IOException {
        // a bucket may have any name, so the path does not tell S3 from other services
        if (S3Handler.matches(request)) {
            services.buckets().handle(request, response);
            return;
        }
        String requestId = ids.uuid();
        Optional<String> service = ClaimedService.of(request);
        Optional<Upstream> upstream = service.flatMap(services::upstream);
        if (upstream.isEmpty()) {
            response.header(REQUEST_ID, requestId); // the answer of another server has an id of its own
        }
        try {
            if (upstream.isPresent()) {
                forward.handle(request, response, service.orElseThrow(), upstream.get(), requestId);
            } else {
                dispatch(request, response, service, requestId);
            }
        } catch (ServiceException e) {
            if (e.isFault()) {
                LOG.warn("request {} failed: {}", requestId, e.getMessage(), e);
            } else if (e.code().category() == ErrorCategory.PLATFORM) {
                LOG.warn("request {} is not served: {}", requestId, e.getMessage());
            }
            sendError(request, response, e, requestId);
        } catch (RuntimeException e) {
            if (PeerFault.isOne(e)) {
                throw e;
            }
            LOG.error("request {} ({} {}) hit a bug", requestId, request.method(), request.rawPath(), e);
            ServiceException error = new ServiceException(
                    ErrorCode.SERVICE, "An error occurred and the request cannot be processed.", e);
            sendError(request, response, error, requestId);
        }
    }

    private void dispatch(HttpRequest request, HttpResponse response, Optional<String> service, String requestId)
            throws IOException {
        String path = request.rawPath();
        if (service.isPresent() && !services.names().contains(service.get())) {
            refuseService(request, service.get());
        } else if (InvokeEndpoint.matches(request)) {
            call(request, response, requestId, InvokeEndpoint::payload, invoke::handle);
        } else if (InvokeEndpoint.matchesAsync(request)) {
            call(request, response, requestId, InvokeEndpoint::payload, invoke::handleAsync);
        } else if (StreamEndpoint.matches(request)) {
            call(request, response, requestId, StreamEndpoint::payload, stream::handle);
        } else if (path.equals(HEALTH) && request.method().equals("GET")) {
            boolean serving = services.serving().getAsBoolean();
            response.status(serving ? 200 : 503)
                    .header("Content-Type", "application/json")
                    .send(serving ? SERVING : STOPPING);
        } else if (OperatorEndpoint.matches(request)) {
            services.operator().handle(request, response);
        } else if (path.startsWith(DOWNLOADS)) {
            services.downloads().handle(request, response);
        } else {
            switch (Protocol.of(request)) {
                case REST_JSON, REST_XML, EC2, CBOR -> operations.handle(request, response);
                case JSON -> json.handle(request, response);
                case QUERY -> query.handle(request, response, requestId);
            }
        }
    }

    /**
     * Refuses a request for a service that Hearth lacks. The error lists Hearth's services, if the signature is valid.
     */
    private void refuseService(HttpRequest request, String service) {
        try (Place _ = bodies.signed(request, Limits.REQUEST_BYTES)) {
            authenticate(request, body(request, Limits.REQUEST_BYTES, "Unknown"), service);
        }
        throw new ServiceException(
                ErrorCode.UNKNOWN_OPERATION,
                "Hearth has no service '" + service + "'. It has: " + String.join(", ", services.names()) + ".");
    }

    /** Calls a function. The event is counted in memory until the caller has the answer, and so is the answer. */
    private void call(
            HttpRequest request,
            HttpResponse response,
            String requestId,
            Function<HttpRequest, byte[]> reader,
            Endpoint endpoint)
            throws IOException {
        try (CallTimes times = frontend.begin(requestId);
                Place _ = bodies.calling(request, Quotas.SYNCHRONOUS_EVENT_BYTES, requestId)) {
            byte[] event = reader.apply(request);
            times.end(CallPhase.BODY);
            Caller caller = authenticate(request, event, LAMBDA);
            times.end(CallPhase.SIGNATURE);
            endpoint.handle(request, response, caller, event, times);
        }
    }

    /** One of the forms of Invoke. */
    private interface Endpoint {
        void handle(HttpRequest request, HttpResponse response, Caller caller, byte[] event, CallTimes times)
                throws IOException;
    }

    private Caller authenticate(HttpRequest request, byte[] body, String service) {
        return authenticator.authenticate(request, body, service);
    }

    private static void sendError(
            HttpRequest request, HttpResponse response, ServiceException error, String requestId) {
        Protocol protocol = Protocol.of(request);
        response.status(protocol.status(error.code()))
                .header("Content-Type", protocol.contentType(request))
                .header("x-amzn-ErrorType", error.code().wire())
                .send(protocol.error(error, request, requestId));
    }

    /**
     * Reads the whole body.
     *
     * @throws ServiceException Lambda's error if it is too large
     */
    static byte[] body(HttpRequest request, int limit, String operation) {
        try {
            return request.body(limit);
        } catch (BodyTooLargeException e) {
            throw new ServiceException(
                    ErrorCode.REQUEST_ENTITY_TOO_LARGE,
                    "Request must be smaller than " + limit + " bytes for the " + operation + " operation");
        }
    }
}
