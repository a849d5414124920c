package dev.hearth.controlplane.policies;

import dev.hearth.controlplane.operation.Operation;
import dev.hearth.model.FunctionNames;
import dev.hearth.store.Store;
import dev.hearth.time.Ids;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;

/** The room of resource policies. */
public final class PolicyOperations {
    private final FunctionPolicies functions;

    public PolicyOperations(FunctionNames names, Store store, Ids ids) {
        this.functions = new FunctionPolicies(names, store, ids);
    }

    public List<Operation<?, ?>> operations() {
        String policy = "/2015-03-31/functions/{FunctionName}/policy";
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
                        functions::get));
    }
}
