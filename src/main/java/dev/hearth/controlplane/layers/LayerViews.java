package dev.hearth.controlplane.layers;

import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.controlplane.operation.Timestamps;
import dev.hearth.model.LayerVersion;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentOutput;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** Layers' versions in the form of the API's answers. */
final class LayerViews {
    private final CodeLocations locations;

    LayerViews(CodeLocations locations) {
        this.locations = locations;
    }

    PublishLayerVersionResponse published(LayerVersion version) {
        return Shapes.copy(got(version), PublishLayerVersionResponse.builder()).build();
    }

    GetLayerVersionByArnResponse gotByArn(LayerVersion version) {
        return Shapes.copy(got(version), GetLayerVersionByArnResponse.builder()).build();
    }

    GetLayerVersionResponse got(LayerVersion version) {
        return Shapes.copy(listed(version), GetLayerVersionResponse.builder())
                .layerArn(version.arn().layer().toString())
                .content(LayerVersionContentOutput.builder()
                        .location(locations.path(version.code().sha256()))
                        .codeSha256(Base64.getEncoder()
                                .encodeToString(
                                        HexFormat.of().parseHex(version.code().sha256())))
                        .codeSize(version.code().size().bytes())
                        .build())
                .build();
    }

    static LayerVersionsListItem listed(LayerVersion version) {
        return LayerVersionsListItem.builder()
                .layerVersionArn(version.arn().toString())
                .version(version.arn().number())
                .description(version.description())
                .createdDate(Timestamps.milliseconds(version.created()))
                .compatibleRuntimesWithStrings(version.runtimes().orElse(null))
                .compatibleArchitecturesWithStrings(version.architectures().orElse(null))
                .licenseInfo(orNone(version.license()))
                .build();
    }

    /** Null, which leaves the member out, if the text is empty. */
    private static @Nullable String orNone(String text) {
        return text.isEmpty() ? null : text;
    }
}
