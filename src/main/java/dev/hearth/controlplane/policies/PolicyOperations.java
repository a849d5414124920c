package dev.hearth.controlplane.policies;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.layers.LayerNames;
import dev.hearth.controlplane.layers.LayerSharing;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.model.FunctionNames;
import dev.hearth.time.Ids;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;

/** The entry point of the room of resource policies. */
public final class PolicyOperations {
    private final FunctionPolicies functions;
    private final LayerPolicies layers;

    public PolicyOperations(FunctionNames names, LayerNames layerNames, Store store, Ids ids) {
        this.functions = new FunctionPolicies(names, store, ids);
        this.layers = new LayerPolicies(layerNames, store, ids);
    }

    /** Whether policies of layers' versions let other accounts use them. */
    public static LayerSharing layerSharing() {
        return LayerPolicies.sharing();
    }

    public List<Operation<?, ?>> operations() {
        String policy = "/2015-03-31/functions/{FunctionName}/policy";
        String layerPolicy = "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy";
        return List.of(
                Operation.of(
                        "POST",
                        policy,
                        201,
                        AddPermissionRequest.class,
                        () -> (SdkPojo) AddPermissionRequest.builder(),
                        functions::add),
                Operation.of(
                        "DELETE",
                        policy + "/{StatementId}",
                        204,
                        RemovePermissionRequest.class,
                        () -> (SdkPojo) RemovePermissionRequest.builder(),
                        functions::remove),
                Operation.of(
                        "GET",
                        policy,
                        200,
                        GetPolicyRequest.class,
                        () -> (SdkPojo) GetPolicyRequest.builder(),
                        functions::get),
                Operation.of(
                        "POST",
                        layerPolicy,
                        201,
                        AddLayerVersionPermissionRequest.class,
                        () -> (SdkPojo) AddLayerVersionPermissionRequest.builder(),
                        layers::add),
                Operation.of(
                        "DELETE",
                        layerPolicy + "/{StatementId}",
                        204,
                        RemoveLayerVersionPermissionRequest.class,
                        () -> (SdkPojo) RemoveLayerVersionPermissionRequest.builder(),
                        layers::remove),
                Operation.of(
                        "GET",
                        layerPolicy,
                        200,
                        GetLayerVersionPolicyRequest.class,
                        () -> (SdkPojo) GetLayerVersionPolicyRequest.builder(),
                        layers::get));
    }
}
