package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.model.FunctionNames;
import dev.hearth.time.Time;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionScalingConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionScalingConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigRequest;

/** The operations on concurrency, scaling, recursion and runtime updates, which are not part of a configuration. */
public final class ConcurrencyOperations {
    private static final String RESERVED = "/functions/{FunctionName}/concurrency";
    private static final String PROVISIONED = "/2019-09-30/functions/{FunctionName}/provisioned-concurrency";
    private static final String SCALING = "/2025-11-30/functions/{FunctionName}/function-scaling-config";
    private static final String RECURSION = "/2024-08-31/functions/{FunctionName}/recursion-config";
    private static final String RUNTIME = "/2021-07-20/functions/{FunctionName}/runtime-management-config";

    private final ReservedOperations reserved;
    private final ProvisionedOperations provisioned;
    private final AccountSettings settings;
    private final ScalingOperations scaling;
    private final RecursionOperations recursion;
    private final RuntimeManagementOperations runtime;

    public ConcurrencyOperations(FunctionNames names, Store store, Provisioning provisioning, Time time) {
        this.reserved = new ReservedOperations(names, store);
        this.provisioned = new ProvisionedOperations(names, store, provisioning, time);
        this.settings = new AccountSettings(store);
        this.scaling = new ScalingOperations(names, store);
        this.recursion = new RecursionOperations(names, store);
        this.runtime = new RuntimeManagementOperations(names, store);
    }

    public List<Operation<?, ?>> operations() {
        return Stream.of(onConcurrency(), onProvisioned(), onSettings())
                .flatMap(List::stream)
                .toList();
    }

    private List<Operation<?, ?>> onConcurrency() {
        return List.of(
                Operation.of(
                        "GET",
                        "/2016-08-19/account-settings",
                        200,
                        GetAccountSettingsRequest.class,
                        GetAccountSettingsRequest::builder,
                        settings::get),
                Operation.of(
                        "PUT",
                        "/2017-10-31" + RESERVED,
                        200,
                        PutFunctionConcurrencyRequest.class,
                        PutFunctionConcurrencyRequest::builder,
                        reserved::put),
                Operation.of(
                        "GET",
                        "/2019-09-30" + RESERVED,
                        200,
                        GetFunctionConcurrencyRequest.class,
                        GetFunctionConcurrencyRequest::builder,
                        reserved::get),
                Operation.of(
                        "DELETE",
                        "/2017-10-31" + RESERVED,
                        204,
                        DeleteFunctionConcurrencyRequest.class,
                        DeleteFunctionConcurrencyRequest::builder,
                        reserved::delete));
    }

    private List<Operation<?, ?>> onProvisioned() {
        return List.of(
                Operation.of(
                        "PUT",
                        PROVISIONED,
                        202,
                        PutProvisionedConcurrencyConfigRequest.class,
                        PutProvisionedConcurrencyConfigRequest::builder,
                        provisioned::put),
                Operation.of(
                        "GET",
                        PROVISIONED + "?List=ALL",
                        200,
                        ListProvisionedConcurrencyConfigsRequest.class,
                        ListProvisionedConcurrencyConfigsRequest::builder,
                        provisioned::list),
                Operation.of(
                        "GET",
                        PROVISIONED,
                        200,
                        GetProvisionedConcurrencyConfigRequest.class,
                        GetProvisionedConcurrencyConfigRequest::builder,
                        provisioned::get),
                Operation.of(
                        "DELETE",
                        PROVISIONED,
                        204,
                        DeleteProvisionedConcurrencyConfigRequest.class,
                        DeleteProvisionedConcurrencyConfigRequest::builder,
                        provisioned::delete));
    }

    private List<Operation<?, ?>> onSettings() {
        return List.of(
                Operation.of(
                        "PUT",
                        SCALING,
                        202,
                        PutFunctionScalingConfigRequest.class,
                        PutFunctionScalingConfigRequest::builder,
                        scaling::put),
                Operation.of(
                        "GET",
                        SCALING,
                        200,
                        GetFunctionScalingConfigRequest.class,
                        GetFunctionScalingConfigRequest::builder,
                        scaling::get),
                Operation.of(
                        "PUT",
                        RECURSION,
                        200,
                        PutFunctionRecursionConfigRequest.class,
                        PutFunctionRecursionConfigRequest::builder,
                        recursion::put),
                Operation.of(
                        "GET",
                        RECURSION,
                        200,
                        GetFunctionRecursionConfigRequest.class,
                        GetFunctionRecursionConfigRequest::builder,
                        recursion::get),
                Operation.of(
                        "PUT",
                        RUNTIME,
                        200,
                        PutRuntimeManagementConfigRequest.class,
                        PutRuntimeManagementConfigRequest::builder,
                        runtime::put),
                Operation.of(
                        "GET",
                        RUNTIME,
                        200,
                        GetRuntimeManagementConfigRequest.class,
                        GetRuntimeManagementConfigRequest::builder,
                        runtime::get));
    }
}
