package dev.hearth.controlplane.layers;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.LayerArn;
import dev.hearth.model.LayerVersion;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The documents of layers and their versions. */
final class LayerDocuments {
    /** In the account's scope, by the layer's name. The document stays when the last version is deleted. */
    static final Kind<Layer> LAYER = Kind.of("layer", LayerDocuments::write, LayerDocuments::readLayer);

    /** In the layer's scope, by {@link #name}. */
    static final Kind<LayerVersion> VERSION = Kind.of(
                    "layer-version", LayerDocuments::write, LayerDocuments::readVersion)
            .withPackages(version -> List.of(version.code()));

    private LayerDocuments() {}

    /**
     * A layer.
     *
     * @param lastVersion the number of the last published version; numbers are not reused
     */
    record Layer(LayerArn arn, long lastVersion) {}

    /** The name of a version's document. It sorts the newest version first, which is the order of the API's lists. */
    static String name(long number) {
        return String.format(Locale.ROOT, "%019d", Long.MAX_VALUE - number);
    }

    private static JsonObject write(Layer layer) {
        return arn(layer.arn()).put("lastVersion", layer.lastVersion()).build();
    }

    private static Layer readLayer(JsonObject document) {
        return new Layer(arn(document), integer(document, "lastVersion"));
    }

    private static JsonObject write(LayerVersion version) {
        JsonValue.ObjectBuilder document = arn(version.arn().layer())
                .put("version", version.arn().number())
                .put("sha256", version.code().sha256())
                .put("bytes", version.code().size().bytes())
                .put("description", version.description())
                .put("created", version.created().toString())
                .put("license", version.license());
        version.runtimes().ifPresent(names -> document.put("compatibleRuntimes", JsonValue.of(names)));
        version.architectures().ifPresent(names -> document.put("compatibleArchitectures", JsonValue.of(names)));
        return document.build();
    }

    private static LayerVersion readVersion(JsonObject document) {
        return new LayerVersion(
                arn(document).version(integer(document, "version")),
                new CodePackage(string(document, "sha256"), new DataSize(integer(document, "bytes"))),
                string(document, "description"),
                Instant.parse(string(document, "created")),
                names(document, "compatibleRuntimes", "runtimes"),
                names(document, "compatibleArchitectures", "architectures"),
                string(document, "license"));
    }

    /**
     * @param earlier the member's name in older documents, in which none and an empty list were the same
     */
    private static Optional<List<String>> names(JsonObject document, String member, String earlier) {
        return document.array(member)
                .or(() -> document.array(earlier)
                        .filter(names -> !names.elements().isEmpty()))
                .map(JsonArray::strings);
    }

    private static JsonValue.ObjectBuilder arn(LayerArn layer) {
        return JsonObject.builder()
                .put("region", layer.region())
                .put("account", layer.account().value())
                .put("name", layer.name());
    }

    private static LayerArn arn(JsonObject document) {
        return new LayerArn(
                string(document, "region"), new AccountId(string(document, "account")), string(document, "name"));
    }

    private static String string(JsonObject document, String name) {
        return document.string(name).orElseThrow(() -> missing(name));
    }

    private static long integer(JsonObject document, String name) {
        return document.integer(name).orElseThrow(() -> missing(name));
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("the stored layer has no " + name);
    }
}
