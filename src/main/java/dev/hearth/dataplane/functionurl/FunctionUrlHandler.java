package dev.hearth.dataplane.functionurl;

import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.BodyAdmission.Place;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.BodyTooLargeException;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.PeerFault;
import dev.hearth.base.json.JsonWriter;
import dev.hearth.dataplane.frontend.CallPhase;
import dev.hearth.dataplane.frontend.CallTimes;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.Frontend.Call;
import dev.hearth.dataplane.frontend.Frontend.InvocationType;
import dev.hearth.dataplane.frontend.TraceHeader;
import dev.hearth.dataplane.functionurl.Answer.Header;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.Principal;
import dev.hearth.model.Quotas;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles requests to the {@link Address} of a function's URL: invokes the function. Another handler gets all other
 * requests.
 */
public final class FunctionUrlHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionUrlHandler.class);

    private final HttpHandler others;
    private final UrlCache urls;
    private final Authenticator authenticator;
    private final BodyAdmission bodies;
    private final UrlAccess access;
    private final Frontend frontend;
    private final Supplier<URI> base;
    private final Time time;
    private final Ids ids;

    /**
     * A handler in front of another one.
     *
     * @param others handles requests that are for no function URL
     */
    public FunctionUrlHandler(
            HttpHandler others,
            PublishedUrls published,
            Authenticator authenticator,
            BodyAdmission bodies,
            Frontend frontend,
            Time time,
            Ids ids) {
        this.others = others;
        this.urls = new UrlCache(published.store());
        this.authenticator = authenticator;
        this.bodies = bodies;
        this.access = published.access();
        this.frontend = frontend;
        this.base = published.base();
        this.time = time;
        this.ids = ids;
    }

    @Override
    public void handle(HttpRequest request, HttpResponse response) throws IOException {
        Optional<Address> address = Address.of(request);
        if (address.isPresent()) {
            handle(request, response, address.get());
        } else {
            others.handle(request, response);
        }
    }

    private void handle(HttpRequest request, HttpResponse response, Address address) {
        String requestId = ids.uuid();
        response.header("x-amzn-RequestId", requestId);
        Optional<FunctionUrl> url;
        try {
            url = urls.find(address.id());
        } catch (RuntimeException e) {
            failed(e, address.id(), requestId).send(response);
            return;
        }
        if (url.isEmpty()) {
            (urls.isFormer(address.id()) ? Answer.forbidden() : Answer.unknown()).send(response);
            return;
        }
        if (!address.isOf(url.get(), base.get())) {
            // an unknown host name that leads here (DNS rebinding): its pages could call functions of the same origin
            Answer.unknown().send(response);
            return;
        }
        answer(request, response, url.get(), address, requestId);
    }

    private void answer(
            HttpRequest request, HttpResponse response, FunctionUrl url, Address address, String requestId) {
        Optional<FunctionUrl.Cors> cors = url.cors();
        if (cors.isPresent() && CrossOrigin.isPreflight(request)) {
            CrossOrigin.preflight(cors.get(), request).send(response);
            return;
        }
        Outgoing outgoing = new Outgoing(request, response, cors);
        try (CallTimes times = frontend.begin(requestId)) {
            serve(request, outgoing, url, address, times);
        } catch (RuntimeException e) {
            if (PeerFault.isOne(e)) {
                throw e;
            }
            Answer instead = failed(e, url.arn().toString(), requestId);
            if (outgoing.begun()) {
                outgoing.end();
            } else {
                outgoing.send(instead);
            }
        }
    }

    private void serve(HttpRequest request, Outgoing outgoing, FunctionUrl url, Address address, CallTimes times) {
        String requestId = times.requestId();
        if (url.authentication() == Authentication.NONE) {
            mustBeAllowed(new Principal.Anonymous(), url, request); // denied requests get no place for a body
            try (Place _ = bodies.anonymous(request, Quotas.SYNCHRONOUS_EVENT_BYTES, requestId)) {
                byte[] body = body(request);
                times.end(CallPhase.BODY);
                run(request, body, Optional.empty(), outgoing, url, address, times);
            }
        } else {
            try (Place _ = ofSigner(() -> bodies.wrapped(request, Quotas.SYNCHRONOUS_EVENT_BYTES, requestId))) {
                byte[] body = body(request);
                times.end(CallPhase.BODY);
                Caller caller = ofSigner(() -> authenticator.authenticate(request, body, "lambda"));
                times.end(CallPhase.SIGNATURE);
                mustBeAllowed(caller.principal(), url, request);
                run(request, body, Optional.of(caller), outgoing, url, address, times);
            }
        }
    }

    private void mustBeAllowed(Principal principal, FunctionUrl url, HttpRequest request) {
        if (!access.allows(principal, url, request)) {
            throw new ForbiddenException();
        }
    }

    private void run(
            HttpRequest request,
            byte[] body,
            Optional<Caller> caller,
            Outgoing outgoing,
            FunctionUrl url,
            Address address,
            CallTimes times) {
        String requestId = times.requestId();
        String trace = TraceHeader.begun(request.header("X-Amzn-Trace-Id"), time, ids);
        byte[] event =
                new HttpEvent(request, body, url, caller, base.get(), address, requestId, trace, time.now()).toBytes();
        if (event.length > Quotas.SYNCHRONOUS_EVENT_BYTES) {
            throw tooLarge();
        }
        Call call = new Call(
                url.arn().account(),
                url.arn().name(),
                url.arn().qualifier(),
                InvocationType.REQUEST_RESPONSE,
                event,
                requestId,
                Optional.of(trace),
                Optional.empty(),
                Optional.empty(),
                times);
        Header traceHeader = new Header("X-Amzn-Trace-Id", trace);
        switch (url.invokeMode()) {
            case BUFFERED -> outgoing.send(invoke(call, outgoing.isHead()).with(List.of(traceHeader)));
            case RESPONSE_STREAM -> frontend.stream(call, new StreamedHttpAnswer(outgoing, traceHeader));
        }
    }

    private Answer invoke(Call call, boolean isHead) {
        InvocationResult result = frontend.invoke(call)
                .result()
                .orElseThrow(() -> new IllegalStateException("a request without a response"));
        return result.functionError().isPresent()
                ? Answer.functionFailed()
                : FunctionResult.answer(result.payload(), isHead);
    }

    private static Answer failed(RuntimeException failure, String called, String requestId) {
        return switch (failure) {
            case BadResultException bad -> {
                LOG.debug("request {}: what {} returned is no HTTP answer: {}", requestId, called, bad.getMessage());
                yield Answer.functionFailed();
            }
            case ForbiddenException _ -> Answer.forbidden();
            case ServiceException refusal -> {
                if (refusal.isFault()) {
                    LOG.warn("request {} failed: {}", requestId, refusal.getMessage(), refusal);
                } else if (refusal.code().category() == ErrorCategory.PLATFORM) {
                    LOG.warn("request {} is not served: {}", requestId, refusal.getMessage());
                }
                yield refused(refusal);
            }
            default -> {
                LOG.error("request {} to {} hit a bug", requestId, called, failure);
                yield Answer.json(500, "Internal Server Error");
            }
        };
    }

    private static byte[] body(HttpRequest request) {
        try {
            return request.body(Quotas.SYNCHRONOUS_EVENT_BYTES);
        } catch (BodyTooLargeException e) {
            throw tooLarge();
        }
    }

    private static ServiceException tooLarge() {
        return new ServiceException(
                ErrorCode.REQUEST_ENTITY_TOO_LARGE,
                "Request must be smaller than " + Quotas.SYNCHRONOUS_EVENT_BYTES
                        + " bytes for the InvokeFunction operation");
    }

    /** Evaluates a part of a signed request. A failure is answered without details. */
    private static <T> T ofSigner(Supplier<T> part) {
        try {
            return part.get();
        } catch (ServiceException e) {
            throw e.code() == ErrorCode.MISSING_AUTHENTICATION_TOKEN ? new ForbiddenException() : e;
        }
    }

    private static Answer refused(ServiceException error) {
        if (error.code().category() == ErrorCategory.PLATFORM) {
            return Answer.json(error.code().status(), "Internal Server Error");
        }
        JsonWriter body = new JsonWriter().beginObject();
        error.reason().ifPresent(reason -> body.member("Reason", reason));
        if (error.code().category() == ErrorCategory.THROTTLE) {
            body.member("Type", "User");
        }
        body.member("message", error.getMessage()).endObject();
        return Answer.json(error.code().status(), new String(body.toBytes(), StandardCharsets.UTF_8))
                .with(List.of(new Header("x-amzn-ErrorType", error.code().wire())));
    }

    /** Access is denied. The answer has no details. */
    private static final class ForbiddenException extends RuntimeException {
        ForbiddenException() {
            super("forbidden", null, false, false);
        }
    }
}
