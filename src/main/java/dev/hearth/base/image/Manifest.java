package dev.hearth.base.image;

import dev.hearth.base.image.ImageException.Reason;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A registry's document for an address: an image, or a list of images for several platforms. */
sealed interface Manifest {
    /** The image of one platform. */
    record Single(Descriptor configuration, List<Descriptor> layers) implements Manifest {
        public Single {
            layers = List.copyOf(layers);
        }
    }

    /** The images of several platforms. */
    record Index(List<Entry> entries) implements Manifest {
        public Index {
            entries = List.copyOf(entries);
        }
    }

    /**
     * An entry of a list of images.
     *
     * @param platform empty if the list has none, as in a local folder with a single image
     * @param tag its name in a local folder
     */
    record Entry(Descriptor descriptor, Optional<Platform> platform, Optional<String> tag) {}

    /** The platform of an image, in Go's names: {@code linux}, {@code amd64}. */
    record Platform(String system, String processor) {}

    /**
     * Reads a document.
     *
     * @param type the media type that the registry sent; a type in the document has precedence
     */
    static Manifest parse(byte[] text, Optional<String> type) throws ImageException {
        JsonObject document = object(text, "The image manifest");
        String kind = document.string("mediaType").or(() -> type).orElse("");
        if (!MediaTypes.isIndex(kind) && !MediaTypes.isManifest(kind)) {
            // the type is optional in the document, and folders have no headers
            kind = !kind.isEmpty() && !kind.startsWith("application/json")
                    ? kind
                    : document.array("manifests").isPresent() ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
        }
        if (MediaTypes.isIndex(kind)) {
            return index(document);
        }
        if (!MediaTypes.isManifest(kind)) {
            throw unsupported();
        }
        return single(document);
    }

    private static Index index(JsonObject document) throws ImageException {
        List<JsonObject> listed = document.array("manifests")
                .map(array -> array.objects())
                .orElseThrow(() -> ImageException.invalid("The image index lists no manifests"));
        if (listed.size() > Limits.INDEX_ENTRIES) {
            throw ImageException.invalid("The image index lists more than " + Limits.INDEX_ENTRIES + " manifests");
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonObject entry : listed) {
            Optional<Platform> platform = entry.object("platform")
                    .map(of -> new Platform(
                            of.string("os").orElse(""),
                            of.string("architecture").orElse("")));
            Optional<String> tag = entry.object("annotations")
                    .flatMap(annotations -> annotations.string("org.opencontainers.image.ref.name"));
            entries.add(new Entry(descriptor(entry), platform, tag));
        }
        return new Index(entries);
    }

    private static Single single(JsonObject document) throws ImageException {
        Descriptor configuration = descriptor(document.object("config")
                .orElseThrow(() -> ImageException.invalid("The image manifest has no config")));
        if (!MediaTypes.isConfiguration(configuration.mediaType())) {
            throw unsupported();
        }
        List<Descriptor> layers = new ArrayList<>();
        long stored = 0;
        List<JsonObject> listed =
                document.array("layers").map(array -> array.objects()).orElse(List.of());
        if (listed.size() > Limits.LAYERS) {
            throw ImageException.invalid("The image has more than " + Limits.LAYERS + " layers");
        }
        for (JsonObject entry : listed) {
            Descriptor layer = descriptor(entry);
            if (MediaTypes.packing(layer.mediaType()).isEmpty()) {
                throw unsupported();
            }
            layers.add(layer);
            stored += layer.size();
            if (stored > Limits.STORED.bytes()) {
                throw ImageException.tooLarge();
            }
        }
        return new Single(configuration, layers);
    }

    private static Descriptor descriptor(JsonObject object) throws ImageException {
        Digest digest = object.string("digest")
                .flatMap(Digest::parse)
                .orElseThrow(() -> ImageException.invalid("The image manifest has a digest that is none"));
        long size = object.integer("size").orElse(-1L);
        if (size < 0 || size > Limits.STORED.bytes()) {
            throw ImageException.tooLarge();
        }
        return new Descriptor(object.string("mediaType").orElse(""), digest, size);
    }

    /** A document of an image. */
    static JsonObject object(byte[] text, String what) throws ImageException {
        try {
            return Json.parseObject(text);
        } catch (JsonException e) {
            throw new ImageException(Reason.INVALID, what + " is not JSON", e);
        }
    }

    /** The error in Lambda's words, which contain the image's address. The caller adds it. */
    private static ImageException unsupported() {
        return new ImageException(
                Reason.UNSUPPORTED, "The image manifest, config or layer media type is not supported");
    }
}
