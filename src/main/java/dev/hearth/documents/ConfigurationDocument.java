package dev.hearth.documents;

import static dev.hearth.documents.Members.integer;
import static dev.hearth.documents.Members.object;
import static dev.hearth.documents.Members.string;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.CodePackage;
import dev.hearth.model.ContainerImage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.ImageSettings;
import dev.hearth.model.Logging;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The stored JSON of a function's configuration. */
final class ConfigurationDocument {
    private ConfigurationDocument() {}

    static JsonObject write(FunctionConfiguration configuration) {
        return JsonObject.builder()
                .put("program", program(configuration.program()))
                .put("role", configuration.role())
                .put("description", configuration.description())
                .put("environment", JsonValue.of(configuration.environment()))
                .put("memory", configuration.memory().bytes())
                .put("ephemeralStorage", configuration.ephemeralStorage().bytes())
                .put("timeoutMillis", configuration.timeout().toMillis())
                .put("architectures", JsonValue.of(configuration.architectures()))
                .put("logging", logging(configuration.logging()))
                .put("extra", JsonValue.of(configuration.extra()))
                .build();
    }

    static FunctionConfiguration read(JsonObject document) {
        return new FunctionConfiguration(
                program(object(document, "program")),
                string(document, "role"),
                string(document, "description"),
                object(document, "environment").strings(),
                new DataSize(integer(document, "memory")),
                new DataSize(integer(document, "ephemeralStorage")),
                Duration.ofMillis(integer(document, "timeoutMillis")),
                document.array("architectures").orElse(JsonArray.EMPTY).strings(),
                logging(object(document, "logging")),
                document.object("extra").map(JsonObject::strings).orElse(Map.of()));
    }

    private static JsonObject logging(Logging logging) {
        return JsonObject.builder()
                .put("format", logging.format().name())
                .put("applicationLevel", logging.applicationLevel())
                .put("systemLevel", logging.systemLevel().map(Logging.SystemLevel::name))
                .put("group", logging.group())
                .build();
    }

    private static Logging logging(JsonObject document) {
        return new Logging(
                Logging.Format.valueOf(string(document, "format")),
                document.string("applicationLevel"),
                document.string("systemLevel").map(Logging.SystemLevel::valueOf),
                string(document, "group"));
    }

    private static JsonObject program(Program program) {
        return switch (program) {
            case Program.Packaged packaged ->
                JsonObject.builder()
                        .put("runtime", packaged.runtime().value())
                        .put("handler", packaged.handler())
                        .put("code", code(packaged.code()))
                        .put("layers", layers(packaged.layers()))
                        .build();
            case Program.Imaged(ContainerImage image, ImageSettings settings) ->
                JsonObject.builder()
                        .put("image", image.uri())
                        .put("resolvedImage", image.resolved())
                        .put("imageSha256", image.sha256())
                        .put("entryPoint", JsonValue.of(settings.entryPoint()))
                        .put("command", JsonValue.of(settings.command()))
                        .put("workingFolder", settings.workingFolder())
                        .build();
        };
    }

    private static Program program(JsonObject document) {
        if (document.string("image").isPresent()) {
            return new Program.Imaged(
                    new ContainerImage(
                            string(document, "image"),
                            string(document, "resolvedImage"),
                            string(document, "imageSha256")),
                    new ImageSettings(
                            document.array("entryPoint").orElse(JsonArray.EMPTY).strings(),
                            document.array("command").orElse(JsonArray.EMPTY).strings(),
                            string(document, "workingFolder")));
        }
        return new Program.Packaged(
                new RuntimeIdentifier(string(document, "runtime")),
                string(document, "handler"),
                code(object(document, "code")),
                document.array("layers").orElse(JsonArray.EMPTY).objects().stream()
                        .map(layer -> new FunctionLayer(string(layer, "arn"), code(object(layer, "code"))))
                        .toList());
    }

    private static JsonArray layers(List<FunctionLayer> layers) {
        return new JsonArray(layers.stream()
                .<JsonValue>map(layer -> JsonObject.builder()
                        .put("arn", layer.arn())
                        .put("code", code(layer.code()))
                        .build())
                .toList());
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
}
