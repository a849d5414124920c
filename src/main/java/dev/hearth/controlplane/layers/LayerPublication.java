package dev.hearth.controlplane.layers;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.code.Packages;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.LayerArn;
import dev.hearth.model.LayerVersion;
import dev.hearth.time.Time;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentInput;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** Publishes versions of layers. */
final class LayerPublication {
    private final LayerNames names;
    private final Store store;
    private final Packages packages;
    private final LayerViews views;
    private final Time time;

    LayerPublication(LayerNames names, Store store, Packages packages, LayerViews views, Time time) {
        this.names = names;
        this.store = store;
        this.packages = packages;
        this.views = views;
        this.time = time;
    }

    PublishLayerVersionResponse publish(AccountId account, PublishLayerVersionRequest request) {
        List<String> runtimes = request.hasCompatibleRuntimes() ? request.compatibleRuntimesAsStrings() : null;
        List<String> architectures =
                request.hasCompatibleArchitectures() ? request.compatibleArchitecturesAsStrings() : null;
        LayerArn layer = names.resolve(account, request.layerName());
        if (!layer.account().equals(account)) {
            throw LayerVersions.denied(account, "PublishLayerVersion", layer);
        }
        if (!layer.region().equals(names.region())) {
            throw Failures.invalid(
                    "A layer of the region " + layer.region() + " can't be published here, in " + names.region() + ".");
        }
        CodePackage code = packages.take(account, source(request.content()));
        LayerVersion version = store.write(transaction -> {
            Scope scope = Scope.of(account);
            long number = 1
                    + transaction
                            .find(LayerDocuments.LAYER, scope, layer.name())
                            .map(LayerDocuments.Layer::lastVersion)
                            .orElse(0L);
            LayerVersion made = new LayerVersion(
                    layer.version(number),
                    code,
                    request.description() == null ? "" : request.description(),
                    time.now(),
                    Optional.ofNullable(runtimes).map(LayerPublication::distinct),
                    Optional.ofNullable(architectures).map(LayerPublication::distinct),
                    request.licenseInfo() == null ? "" : request.licenseInfo());
            transaction.put(LayerDocuments.LAYER, scope, layer.name(), new LayerDocuments.Layer(layer, number));
            transaction.put(LayerDocuments.VERSION, LayerVersions.scope(made.arn()), LayerDocuments.name(number), made);
            return made;
        });
        return views.published(version);
    }

    private static Packages.Source source(LayerVersionContentInput content) {
        return new Packages.Source(content.zipFile(), content.s3Bucket(), content.s3Key(), content.s3ObjectVersion());
    }

    private static List<String> distinct(List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream().filter(seen::add).toList();
    }
}
