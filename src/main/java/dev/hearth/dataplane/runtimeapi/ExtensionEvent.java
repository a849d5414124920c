package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.ObjectBuilder;
import dev.hearth.dataplane.runtimeapi.Extensions.ShutdownReason;
import dev.hearth.model.Invocation;
import java.time.Instant;
import java.util.Locale;

/** What an extension is told. */
sealed interface ExtensionEvent {
    /** As AWS documents it, in JSON. */
    byte[] body();

    /** The function is invoked. */
    record Invoke(Invocation invocation, Instant deadline) implements ExtensionEvent {
        @Override
        public byte[] body() {
            ObjectBuilder event = JsonObject.builder()
                    .put("eventType", "INVOKE")
                    .put("deadlineMs", deadline.toEpochMilli())
                    .put("requestId", invocation.requestId())
                    .put("invokedFunctionArn", invocation.invokedArn().toString());
            if (!invocation.traceHeader().isEmpty()) {
                event.put(
                        "tracing",
                        JsonObject.builder()
                                .put("type", "X-Amzn-Trace-Id")
                                .put("value", invocation.traceHeader())
                                .build());
            }
            return Json.write(event.build());
        }
    }

    /** The environment ends. */
    record Shutdown(ShutdownReason reason, Instant deadline) implements ExtensionEvent {
        @Override
        public byte[] body() {
            return Json.write(JsonObject.builder()
                    .put("eventType", "SHUTDOWN")
                    .put("deadlineMs", deadline.toEpochMilli())
                    .put("shutdownReason", reason.name().toLowerCase(Locale.ROOT))
                    .build());
        }
    }
}
