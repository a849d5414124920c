package dev.hearth.controlplane.layers;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.model.AccountId;
import dev.hearth.model.LayerArn;
import dev.hearth.model.LayerVersion;
import dev.hearth.model.LayerVersionArn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;

/** Reads and lists layers' versions, the newest first. */
final class LayerReads {
    private final LayerNames names;
    private final Store store;
    private final LayerViews views;
    private final LayerSharing sharing;

    LayerReads(LayerNames names, Store store, LayerViews views, LayerSharing sharing) {
        this.names = names;
        this.store = store;
        this.views = views;
        this.sharing = sharing;
    }

    GetLayerVersionResponse get(AccountId account, GetLayerVersionRequest request) {
        return views.got(find(account, names.resolve(account, request.layerName(), request.versionNumber())));
    }

    GetLayerVersionByArnResponse getByArn(AccountId account, GetLayerVersionByArnRequest request) {
        return views.gotByArn(find(account, LayerNames.version(request.arn())));
    }

    private LayerVersion find(AccountId account, LayerVersionArn arn) {
        return store.read(view -> {
            if (!arn.layer().account().equals(account) && !sharing.allows(view, account, arn)) {
                throw LayerVersions.denied(account, "GetLayerVersion", arn);
            }
            return LayerVersions.existing(view, arn);
        });
    }

    ListLayersResponse list(AccountId account, ListLayersRequest request) {
        Predicate<LayerVersion> wanted =
                filter(request.compatibleRuntimeAsString(), request.compatibleArchitectureAsString());
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String after = Markers.name(request.marker());
        List<LayerVersion> found = store.read(view -> latest(view, account, after, Page.asked(size), wanted));
        Page<LayerVersion> page =
                Page.of(found, size, version -> version.arn().layer().name());
        return ListLayersResponse.builder()
                .layers(page.items().stream().map(LayerReads::layer).toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    private static LayersListItem layer(LayerVersion latest) {
        LayerArn layer = latest.arn().layer();
        return LayersListItem.builder()
                .layerName(layer.name())
                .layerArn(layer.toString())
                .latestMatchingVersion(LayerViews.listed(latest))
                .build();
    }

    /** Finds the newest version of each layer that passes the filter. */
    private static List<LayerVersion> latest(
            View view, AccountId account, String after, int limit, Predicate<LayerVersion> wanted) {
        List<LayerVersion> found = new ArrayList<>();
        String name = after;
        while (found.size() < limit) {
            List<LayerDocuments.Layer> layers =
                    view.list(LayerDocuments.LAYER, Scope.of(account), name, limit - found.size());
            if (layers.isEmpty()) {
                break;
            }
            for (LayerDocuments.Layer layer : layers) {
                newest(view, layer.arn(), wanted).ifPresent(found::add);
            }
            name = layers.getLast().arn().name();
        }
        return found;
    }

    private static Optional<LayerVersion> newest(View view, LayerArn layer, Predicate<LayerVersion> wanted) {
        return versions(view, layer, "", 1, wanted).stream().findFirst();
    }

    ListLayerVersionsResponse listVersions(AccountId account, ListLayerVersionsRequest request) {
        LayerArn layer = names.resolve(account, request.layerName());
        if (!layer.account().equals(account)) {
            throw LayerVersions.denied(account, "ListLayerVersions", layer);
        }
        Predicate<LayerVersion> wanted =
                filter(request.compatibleRuntimeAsString(), request.compatibleArchitectureAsString());
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String after = Markers.name(request.marker());
        List<LayerVersion> found = store.read(view -> versions(view, layer, after, Page.asked(size), wanted));
        Page<LayerVersion> page = Page.of(
                found, size, version -> LayerDocuments.name(version.arn().number()));
        return ListLayerVersionsResponse.builder()
                .layerVersions(page.items().stream().map(LayerViews::listed).toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    private static List<LayerVersion> versions(
            View view, LayerArn layer, String after, int limit, Predicate<LayerVersion> wanted) {
        List<LayerVersion> found = new ArrayList<>();
        Scope scope = Scope.layer(layer.account(), layer.name());
        String name = after;
        while (found.size() < limit) {
            List<LayerVersion> next = view.list(LayerDocuments.VERSION, scope, name, limit - found.size());
            if (next.isEmpty()) {
                break;
            }
            next.stream().filter(wanted).forEach(found::add);
            name = LayerDocuments.name(next.getLast().arn().number());
        }
        return found;
    }

    /** Whether a version passes a filter. A version without the filtered member does not. */
    private static Predicate<LayerVersion> filter(@Nullable String runtime, @Nullable String architecture) {
        return version -> names(version.runtimes(), runtime) && names(version.architectures(), architecture);
    }

    private static boolean names(Optional<List<String>> said, @Nullable String wanted) {
        return wanted == null || said.map(names -> names.contains(wanted)).orElse(false);
    }
}
