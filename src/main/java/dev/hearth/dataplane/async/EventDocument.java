package dev.hearth.dataplane.async;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Events as documents, in the scope of their function's events, ordered by the time of acceptance. Every asynchronous
 * call writes one and no cache holds them, so that their changes are not reported.
 */
final class EventDocument {
    static final Kind<Event> EVENT = Kind.of("event", EventDocument::write, EventDocument::read)
            .withDue(event -> Optional.of(event.due()))
            .withoutListeners();

    private EventDocument() {}

    private static JsonObject write(Event event) {
        Invocation invocation = event.invocation();
        FunctionArn function = invocation.invokedArn();
        return JsonObject.builder()
                .put("region", function.region())
                .put("account", function.account().value())
                .put("function", function.name())
                .put("qualifier", function.qualifier())
                .put("requestId", invocation.requestId())
                .put("payload", new String(invocation.payload(), StandardCharsets.UTF_8))
                .put("traceHeader", invocation.traceHeader())
                .put("clientContext", invocation.clientContext())
                .put("cognitoIdentity", invocation.cognitoIdentity())
                .put("tenantId", invocation.tenantId())
                .put("name", event.name())
                .put("accepted", event.accepted().toString())
                .put("errors", event.errors())
                .put("refusals", event.refusals())
                .put("due", event.due().toString())
                .put("target", event.report().map(PendingDelivery::target))
                .put("ended", event.report().map(report -> report.ended().toString()))
                .build();
    }

    private static Event read(JsonObject document) {
        FunctionArn function = new FunctionArn(
                string(document, "region"),
                new AccountId(string(document, "account")),
                string(document, "function"),
                document.string("qualifier"));
        Invocation invocation = new Invocation(
                string(document, "requestId"),
                string(document, "payload").getBytes(StandardCharsets.UTF_8),
                function,
                string(document, "traceHeader"),
                document.string("clientContext"),
                document.string("cognitoIdentity"),
                document.string("tenantId"));
        return new Event(
                invocation,
                string(document, "name"),
                Instant.parse(string(document, "accepted")),
                document.integer("errors").orElse(0L).intValue(),
                document.integer("refusals").orElse(0L).intValue(),
                Instant.parse(string(document, "due")),
                document.string("target")
                        .map(target -> new PendingDelivery(target, Instant.parse(string(document, "ended")))));
    }

    private static String string(JsonObject document, String name) {
        return document.string(name).orElseThrow(() -> new IllegalStateException("the stored event has no " + name));
    }
}
