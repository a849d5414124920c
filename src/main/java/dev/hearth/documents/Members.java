package dev.hearth.documents;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import java.util.Optional;

/** Reads required members of stored documents. */
final class Members {
    private Members() {}

    static String string(JsonObject document, String name) {
        return document.string(name).orElseThrow(() -> missing(name));
    }

    static long integer(JsonObject document, String name) {
        return document.integer(name).orElseThrow(() -> missing(name));
    }

    static JsonObject object(JsonObject document, String name) {
        return document.object(name).orElseThrow(() -> missing(name));
    }

    static JsonObject arn(FunctionArn arn) {
        return JsonObject.builder()
                .put("region", arn.region())
                .put("account", arn.account().value())
                .put("name", arn.name())
                .put("qualifier", arn.qualifier())
                .build();
    }

    static FunctionArn arn(JsonObject document) {
        Optional<String> qualifier = document.string("qualifier");
        return new FunctionArn(
                string(document, "region"),
                new AccountId(string(document, "account")),
                string(document, "name"),
                qualifier);
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("the stored document has no " + name);
    }
}
