package dev.hearth.documents;

import static dev.hearth.documents.Members.integer;
import static dev.hearth.documents.Members.object;
import static dev.hearth.documents.Members.string;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.model.ProvisionedConcurrency;
import dev.hearth.model.ReservedConcurrency;
import java.time.Instant;

/** The stored JSON of reserved and provisioned concurrency, and of accounts' limits. */
final class ConcurrencyDocuments {
    private ConcurrencyDocuments() {}

    static JsonObject limit(ConcurrencyLimit limit) {
        return JsonObject.builder().put("invocations", limit.invocations()).build();
    }

    static ConcurrencyLimit limit(JsonObject document) {
        return new ConcurrencyLimit(Math.toIntExact(integer(document, "invocations")));
    }

    static JsonObject reserved(ReservedConcurrency reserved) {
        return JsonObject.builder()
                .put("function", Members.arn(reserved.function()))
                .put("executions", reserved.executions())
                .build();
    }

    static ReservedConcurrency reserved(JsonObject document) {
        return new ReservedConcurrency(
                Members.arn(object(document, "function")), Math.toIntExact(integer(document, "executions")));
    }

    static JsonObject provisioned(ProvisionedConcurrency provisioned) {
        return JsonObject.builder()
                .put("function", Members.arn(provisioned.arn()))
                .put("executions", provisioned.executions())
                .put("modified", provisioned.modified().toString())
                .build();
    }

    static ProvisionedConcurrency provisioned(JsonObject document) {
        return new ProvisionedConcurrency(
                Members.arn(object(document, "function")),
                Math.toIntExact(integer(document, "executions")),
                Instant.parse(string(document, "modified")));
    }
}
