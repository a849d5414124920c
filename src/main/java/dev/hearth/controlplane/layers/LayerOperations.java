package dev.hearth.controlplane.layers;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.controlplane.code.Packages;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.time.Time;
import java.util.List;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;

/** The operations on layers and their versions. */
public final class LayerOperations {
    private static final String LAYERS = "/2018-10-31/layers";
    private static final String VERSIONS = LAYERS + "/{LayerName}/versions";
    private static final String VERSION = VERSIONS + "/{VersionNumber}";

    private final LayerPublication publication;
    private final LayerReads reads;
    private final LayerDeletion deletion;

    public LayerOperations(
            LayerNames names,
            Store store,
            Packages packages,
            CodeLocations locations,
            LayerSharing sharing,
            Time time) {
        LayerViews views = new LayerViews(locations);
        this.publication = new LayerPublication(names, store, packages, views, time);
        this.reads = new LayerReads(names, store, views, sharing);
        this.deletion = new LayerDeletion(names, store);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                                "POST",
                                VERSIONS,
                                201,
                                PublishLayerVersionRequest.class,
                                PublishLayerVersionRequest::builder,
                                publication::publish)
                        .withCode(),
                Operation.of(
                        "GET", VERSION, 200, GetLayerVersionRequest.class, GetLayerVersionRequest::builder, reads::get),
                Operation.of(
                                "GET",
                                LAYERS + "?find=LayerVersion",
                                200,
                                GetLayerVersionByArnRequest.class,
                                GetLayerVersionByArnRequest::builder,
                                reads::getByArn)
                        .allowedBy("lambda:GetLayerVersion"),
                Operation.of("GET", LAYERS, 200, ListLayersRequest.class, ListLayersRequest::builder, reads::list),
                Operation.of(
                        "GET",
                        VERSIONS,
                        200,
                        ListLayerVersionsRequest.class,
                        ListLayerVersionsRequest::builder,
                        reads::listVersions),
                Operation.of(
                        "DELETE",
                        VERSION,
                        204,
                        DeleteLayerVersionRequest.class,
                        DeleteLayerVersionRequest::builder,
                        deletion::delete));
    }
}
