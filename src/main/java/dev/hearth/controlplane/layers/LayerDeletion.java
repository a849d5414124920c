package dev.hearth.controlplane.layers;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.model.AccountId;
import dev.hearth.model.LayerVersionArn;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionResponse;

/**
 * Deletes versions of layers. Functions that use a deleted version keep it, because their configuration refers to its
 * content. The version's number is not reused.
 */
final class LayerDeletion {
    private final LayerNames names;
    private final Store store;

    LayerDeletion(LayerNames names, Store store) {
        this.names = names;
        this.store = store;
    }

    /** Deleting a version that does not exist succeeds. */
    DeleteLayerVersionResponse delete(AccountId account, DeleteLayerVersionRequest request) {
        LayerVersionArn arn = names.resolve(account, request.layerName(), request.versionNumber());
        if (!arn.layer().account().equals(account)) {
            throw LayerVersions.denied(account, "DeleteLayerVersion", arn);
        }
        return store.write(transaction -> {
            if (LayerVersions.find(transaction, arn).isPresent()) {
                Scope scope = LayerVersions.scope(arn);
                transaction.delete(LayerDocuments.VERSION, scope, LayerDocuments.name(arn.number()));
                transaction.deleteAll(scope, Long.toString(arn.number()));
            }
            return DeleteLayerVersionResponse.builder().build();
        });
    }
}
