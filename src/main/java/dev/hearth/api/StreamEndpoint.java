package dev.hearth.api;

import dev.hearth.api.InvokeEndpoint.Target;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.dataplane.frontend.CallTimes;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.Frontend.Call;
import dev.hearth.dataplane.frontend.Frontend.InvocationType;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Quotas;
import java.io.IOException;
import java.util.List;

/** InvokeWithResponseStream: its answer is a stream of events, written as the function answers. */
final class StreamEndpoint {
    private static final String BEFORE = "/2021-11-15/functions/";
    private static final String AFTER = "/response-streaming-invocations";

    private final Frontend frontend;
    private final Guard guard;
    private final InvokeRules rules;

    StreamEndpoint(Frontend frontend, Guard guard) {
        this.frontend = frontend;
        this.guard = guard;
        this.rules = new InvokeRules(guard.names(), List.of("RequestResponse", "DryRun"));
    }

    /** Whether the request is an InvokeWithResponseStream. */
    static boolean matches(HttpRequest request) {
        return InvokeEndpoint.matches(request, BEFORE, AFTER);
    }

    /**
     * Reads the whole event.
     *
     * @throws ServiceException Lambda's error if it is too large
     */
    static byte[] payload(HttpRequest request) {
        return ApiHandler.body(request, Quotas.SYNCHRONOUS_EVENT_BYTES, "InvokeWithResponseStream");
    }

    void handle(HttpRequest request, HttpResponse response, Caller caller, byte[] payload, CallTimes times)
            throws IOException {
        Target target = Target.of(request, BEFORE);
        rules.check(request, target.function(), target.qualifier());
        boolean tail = InvokeEndpoint.wantsTail(request);
        InvocationType type = InvokeEndpoint.type(request);
        Call call = InvokeEndpoint.call(guard, request, target, caller, type, payload, times);
        if (type == InvocationType.DRY_RUN) {
            InvokeEndpoint.send(response, frontend.invoke(call), false);
            return;
        }
        EventStreamAnswer answer = new EventStreamAnswer(response, tail);
        try {
            frontend.stream(call, answer);
        } catch (ServiceException e) {
            if (!answer.begun()) {
                throw e;
            }
            answer.fail(e);
        }
    }
}
