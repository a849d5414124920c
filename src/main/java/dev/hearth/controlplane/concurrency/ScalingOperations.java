package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.error.Constraints;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionScalingConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionScalingConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionScalingConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionScalingConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionScalingConfigResponse;

/** How functions scale that run on a capacity provider's instances: no function here does. */
final class ScalingOperations {
    private static final Pattern QUALIFIER = Pattern.compile("(\\$LATEST\\.PUBLISHED|[0-9]+)");

    private final FunctionNames names;
    private final Store store;

    ScalingOperations(FunctionNames names, Store store) {
        this.names = names;
        this.store = store;
    }

    PutFunctionScalingConfigResponse put(AccountId account, PutFunctionScalingConfigRequest request) {
        Constraints constraints = new Constraints();
        FunctionScalingConfig config = request.functionScalingConfig();
        if (config != null) {
            constraints
                    .range(
                            "FunctionScalingConfig.MinExecutionEnvironments",
                            config.minExecutionEnvironments(),
                            0,
                            Limits.EXECUTION_ENVIRONMENTS)
                    .range(
                            "FunctionScalingConfig.MaxExecutionEnvironments",
                            config.maxExecutionEnvironments(),
                            0,
                            Limits.EXECUTION_ENVIRONMENTS);
        }
        throw refusal(account, request.functionName(), request.qualifier(), constraints);
    }

    GetFunctionScalingConfigResponse get(AccountId account, GetFunctionScalingConfigRequest request) {
        Constraints constraints = new Constraints();
        throw refusal(account, request.functionName(), request.qualifier(), constraints);
    }

    private ServiceException refusal(
            AccountId account, @Nullable String function, @Nullable String qualifier, Constraints constraints) {
        constraints
                .required("FunctionName", function)
                .required("Qualifier", qualifier)
                .length("Qualifier", qualifier, 1, Limits.QUALIFIER_CHARACTERS)
                .pattern("Qualifier", qualifier, QUALIFIER)
                .check();
        FunctionArn arn = ConcurrencyNames.unqualified(names, account, function);
        store.read(view -> {
            Qualifiers.function(view, arn);
            Optional.ofNullable(qualifier)
                    .filter(Qualifiers::isNumber)
                    .ifPresent(number -> Qualifiers.mustExist(view, arn.qualified(number)));
            return arn;
        });
        return Failures.invalid(
                "Function scaling configuration is only supported for functions with a capacity provider.");
    }
}
