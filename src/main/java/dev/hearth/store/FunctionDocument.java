package dev.hearth.store;

import dev.hearth.json.Json;
import dev.hearth.json.JsonValue;
import dev.hearth.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.PackageType;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.UpdateStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A function as JSON text, the way it is stored. */
final class FunctionDocument {
    private FunctionDocument() {}

    static String write(Function function) {
        JsonValue.ObjectBuilder document = JsonObject.builder()
                .put("region", function.arn().region())
                .put("account", function.arn().account().value())
                .put("name", function.arn().name())
                .put("configuration", configuration(function.configuration()))
                .put(
                        "state",
                        status(
                                function.state().name(),
                                function.state().reason(),
                                function.state().reasonCode()))
                .put(
                        "update",
                        status(
                                function.update().name(),
                                function.update().reason(),
                                function.update().reasonCode()))
                .put("revision", function.revisionId())
                .put("modified", function.modified().toString())
                .put("tags", JsonValue.of(function.tags()));
        function.serving().ifPresent(serving -> document.put("serving", serving(serving)));
        return Json.writeString(document.build());
    }

    static Function read(String text) {
        JsonObject document = Json.parseObject(text);
        FunctionArn arn = new FunctionArn(
                string(document, "region"),
                new AccountId(string(document, "account")),
                string(document, "name"),
                Optional.empty());
        JsonObject state = object(document, "state");
        JsonObject update = object(document, "update");
        return new Function(
                arn,
                configuration(object(document, "configuration")),
                document.object("serving").map(serving -> serving(arn, serving)),
                new FunctionState(
                        FunctionState.Name.valueOf(string(state, "name")),
                        state.string("reason"),
                        state.string("reasonCode")),
                new UpdateStatus(
                        UpdateStatus.Name.valueOf(string(update, "name")),
                        update.string("reason"),
                        update.string("reasonCode")),
                string(document, "revision"),
                Instant.parse(string(document, "modified")),
                object(document, "tags").strings());
    }

    private static JsonObject status(Enum<?> name, Optional<String> reason, Optional<String> reasonCode) {
        return JsonObject.builder()
                .put("name", name.name())
                .put("reason", reason)
                .put("reasonCode", reasonCode)
                .build();
    }

    private static JsonObject configuration(FunctionConfiguration configuration) {
        return JsonObject.builder()
                .put("packageType", configuration.packageType().name())
                .put("runtime", configuration.runtime().value())
                .put("handler", configuration.handler())
                .put("role", configuration.role())
                .put("description", configuration.description())
                .put("code", code(configuration.code()))
                .put("environment", JsonValue.of(configuration.environment()))
                .put("memory", configuration.memory().bytes())
                .put("ephemeralStorage", configuration.ephemeralStorage().bytes())
                .put("timeoutMillis", configuration.timeout().toMillis())
                .put("architectures", JsonValue.of(configuration.architectures()))
                .put("logGroup", configuration.logGroup())
                .put("extra", JsonValue.of(configuration.extra()))
                .build();
    }

    private static FunctionConfiguration configuration(JsonObject document) {
        return new FunctionConfiguration(
                PackageType.valueOf(string(document, "packageType")),
                new RuntimeIdentifier(string(document, "runtime")),
                string(document, "handler"),
                string(document, "role"),
                string(document, "description"),
                code(object(document, "code")),
                object(document, "environment").strings(),
                new DataSize(integer(document, "memory")),
                new DataSize(integer(document, "ephemeralStorage")),
                Duration.ofMillis(integer(document, "timeoutMillis")),
                document.array("architectures")
                        .orElse(JsonValue.JsonArray.EMPTY)
                        .strings(),
                string(document, "logGroup"),
                document.object("extra").map(JsonObject::strings).orElse(Map.of()));
    }

    private static JsonObject serving(FunctionVersion version) {
        return JsonObject.builder()
                .put("version", version.version())
                .put("revision", version.revisionId())
                .put("runtime", version.runtime().value())
                .put("handler", version.handler())
                .put("code", code(version.code()))
                .put("environment", JsonValue.of(version.environment()))
                .put("memory", version.memory().bytes())
                .put("ephemeralStorage", version.ephemeralStorage().bytes())
                .put("timeoutMillis", version.timeout().toMillis())
                .put("logGroup", version.logGroup())
                .build();
    }

    private static FunctionVersion serving(FunctionArn arn, JsonObject document) {
        return new FunctionVersion(
                arn.qualified(string(document, "version")),
                string(document, "revision"),
                new RuntimeIdentifier(string(document, "runtime")),
                string(document, "handler"),
                code(object(document, "code")),
                object(document, "environment").strings(),
                new DataSize(integer(document, "memory")),
                new DataSize(integer(document, "ephemeralStorage")),
                Duration.ofMillis(integer(document, "timeoutMillis")),
                string(document, "logGroup"));
    }

    private static JsonObject code(CodePackage code) {
        return JsonObject.builder()
                .put("sha256", code.sha256())
                .put("bytes", code.size().bytes())
                .build();
    }

    private static CodePackage code(JsonObject document) {
        return new CodePackage(string(document, "sha256"), new DataSize(integer(document, "bytes")));
    }

    private static String string(JsonObject document, String name) {
        return document.string(name).orElseThrow(() -> missing(name));
    }

    private static long integer(JsonObject document, String name) {
        return document.integer(name).orElseThrow(() -> missing(name));
    }

    private static JsonObject object(JsonObject document, String name) {
        return document.object(name).orElseThrow(() -> missing(name));
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("the stored function has no " + name);
    }
}
