package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.GetFunctionScalingConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionScalingConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionScalingConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionScalingConfigResponse;

/** The scaling of functions on a capacity provider's instances. Hearth has no capacity providers. */
final class ScalingOperations {
    private final FunctionNames names;
    private final Store store;

    ScalingOperations(FunctionNames names, Store store) {
        this.names = names;
        this.store = store;
    }

    PutFunctionScalingConfigResponse put(AccountId account, PutFunctionScalingConfigRequest request) {
        return refused(account, request.functionName(), request.qualifier());
    }

    GetFunctionScalingConfigResponse get(AccountId account, GetFunctionScalingConfigRequest request) {
        return refused(account, request.functionName(), request.qualifier());
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // there is no such answer
    private <O> O refused(AccountId account, @Nullable String function, @Nullable String qualifier) {
        FunctionArn arn = ConcurrencyNames.unqualified(names, account, function);
        store.read(view -> {
            Qualifiers.function(view, arn);
            Optional.ofNullable(qualifier)
                    .filter(Qualifiers::isNumber)
                    .ifPresent(number -> Qualifiers.mustExist(view, arn.qualified(number)));
            return arn;
        });
        throw Failures.invalid(
                "Function scaling configuration is only supported for functions with a capacity provider.");
    }
}
