package dev.hearth.documents;

import static dev.hearth.documents.Members.object;
import static dev.hearth.documents.Members.string;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.UpdateStatus;
import java.time.Instant;
import java.util.Optional;

/** The stored JSON of a function. */
final class FunctionDocument {
    private FunctionDocument() {}

    static JsonObject write(Function function) {
        JsonValue.ObjectBuilder document = JsonObject.builder()
                .put("function", Members.arn(function.arn()))
                .put("id", function.id())
                .put("configuration", ConfigurationDocument.write(function.configuration()))
                .put("state", state(function.state()))
                .put("update", update(function.update()))
                .put("revision", function.revisionId())
                .put("modified", function.modified().toString())
                .put("lastVersion", function.lastVersion())
                .put("tags", JsonValue.of(function.tags()));
        function.serving()
                .ifPresent(serving -> document.put(
                        "serving",
                        JsonObject.builder()
                                .put("revision", serving.revisionId())
                                .put("configuration", ConfigurationDocument.write(serving.configuration()))
                                .build()));
        return document.build();
    }

    static Function read(JsonObject document) {
        FunctionArn arn = Members.arn(object(document, "function"));
        return new Function(
                arn,
                document.string("id").orElse(arn.name()), // of before functions had one
                ConfigurationDocument.read(object(document, "configuration")),
                document.object("serving")
                        .map(serving -> new FunctionVersion(
                                arn.qualified(FunctionArn.LATEST),
                                string(serving, "revision"),
                                ConfigurationDocument.read(object(serving, "configuration")))),
                state(object(document, "state")),
                update(object(document, "update")),
                string(document, "revision"),
                Instant.parse(string(document, "modified")),
                object(document, "tags").strings(),
                document.integer("lastVersion").orElse(0L));
    }

    static JsonObject state(FunctionState state) {
        return status(state.name(), state.reason(), state.reasonCode());
    }

    static FunctionState state(JsonObject state) {
        return new FunctionState(
                FunctionState.Name.valueOf(string(state, "name")), state.string("reason"), state.string("reasonCode"));
    }

    private static JsonObject update(UpdateStatus update) {
        return JsonObject.builder()
                .put("name", update.name().name())
                .put("reason", update.reason())
                .put("reasonCode", update.reasonCode())
                .put("begun", update.begun().map(Instant::toString))
                .put("revision", update.revision())
                .build();
    }

    private static UpdateStatus update(JsonObject update) {
        return new UpdateStatus(
                UpdateStatus.Name.valueOf(string(update, "name")),
                update.string("reason"),
                update.string("reasonCode"),
                update.string("begun").map(Instant::parse),
                update.string("revision"));
    }

    private static JsonObject status(Enum<?> name, Optional<String> reason, Optional<String> reasonCode) {
        return JsonObject.builder()
                .put("name", name.name())
                .put("reason", reason)
                .put("reasonCode", reasonCode)
                .build();
    }
}
