package dev.hearth.base.image;

import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image's settings for running it, which a function's own settings override.
 *
 * @param entryPoint {@code ENTRYPOINT}
 * @param command {@code CMD}
 * @param environment {@code ENV}
 * @param workingFolder {@code WORKDIR}; {@code /} if there is none
 */
public record ImageDefaults(
        List<String> entryPoint, List<String> command, Map<String, String> environment, String workingFolder) {
    public ImageDefaults {
        entryPoint = List.copyOf(entryPoint);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The settings of an image that {@link ImageLibrary#unpack} has unpacked into this folder. */
    public static ImageDefaults read(Path unpacked) throws IOException {
        return Configuration.parse(Files.readAllBytes(UnpackedImage.configuration(unpacked)))
                .defaults();
    }

    /**
     * An image's whole configuration.
     *
     * @param layers the digests of the layers' unpacked archives
     */
    record Configuration(String system, String processor, List<Digest> layers, ImageDefaults defaults) {
        Configuration {
            layers = List.copyOf(layers);
        }

        static Configuration parse(byte[] text) throws ImageException {
            JsonObject document = Manifest.object(text, "The image configuration");
            List<Digest> layers = new ArrayList<>();
            List<String> listed = document.object("rootfs")
                    .flatMap(files -> files.array("diff_ids"))
                    .map(JsonArray::strings)
                    .orElse(List.of());
            for (String layer : listed) {
                layers.add(Digest.parse(layer)
                        .orElseThrow(
                                () -> ImageException.invalid("The image configuration has a digest that is none")));
            }
            JsonObject run = document.object("config").orElse(JsonObject.EMPTY);
            Map<String, String> environment = new LinkedHashMap<>();
            for (String variable : strings(run, "Env")) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    environment.put(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
            Optional<String> folder =
                    run.string("WorkingDir").filter(path -> !path.isEmpty() && path.indexOf('\0') < 0);
            return new Configuration(
                    document.string("os").orElse(""),
                    document.string("architecture").orElse(""),
                    layers,
                    new ImageDefaults(
                            strings(run, "Entrypoint"), strings(run, "Cmd"), environment, folder.orElse("/")));
        }

        private static List<String> strings(JsonObject object, String name) throws ImageException {
            List<String> texts = object.array(name).map(JsonArray::strings).orElse(List.of());
            if (texts.stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
                throw ImageException.invalid("The image configuration's " + name + " has a zero byte");
            }
            return texts;
        }
    }
}
