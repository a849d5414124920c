package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.controlplane.operation.ProvisionedRules;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.controlplane.operation.Timestamps;
import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Alias;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.ProvisionedConcurrency;
import dev.hearth.time.Time;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyConfigListItem;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyStatusEnum;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigResponse;

/** Provisioned concurrency of versions and aliases. The Worker Manager reports how many sandboxes are ready. */
final class ProvisionedOperations {
    private final FunctionNames names;
    private final Store store;
    private final Provisioning provisioning;
    private final Time time;

    ProvisionedOperations(FunctionNames names, Store store, Provisioning provisioning, Time time) {
        this.names = names;
        this.store = store;
        this.provisioning = provisioning;
        this.time = time;
    }

    PutProvisionedConcurrencyConfigResponse put(AccountId account, PutProvisionedConcurrencyConfigRequest request) {
        Integer executions = request.provisionedConcurrentExecutions();
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.of(request.qualifier()));
        if (request.qualifier().equals(FunctionArn.LATEST)) {
            throw Failures.invalid(
                    "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        }
        ProvisionedConcurrency config = new ProvisionedConcurrency(arn, executions, time.now());
        store.write(transaction -> {
            Qualifiers.mustExistAsNamed(transaction, arn);
            refuseTenants(transaction, arn);
            Optional<Alias> alias = Qualifiers.alias(transaction, arn, config.qualifier());
            if (alias.isPresent()) {
                checkProvisionable(alias.get());
                ProvisionedRules.checkAlias(transaction, alias.get());
            } else {
                ProvisionedRules.checkVersion(transaction, arn);
            }
            checkLimits(transaction, config);
            transaction.put(Kinds.PROVISIONED_CONCURRENCY, Scope.function(arn), config.qualifier(), config);
            return config;
        });
        return PutProvisionedConcurrencyConfigResponse.builder()
                .requestedProvisionedConcurrentExecutions(executions)
                .availableProvisionedConcurrentExecutions(0)
                .allocatedProvisionedConcurrentExecutions(0)
                .status(ProvisionedConcurrencyStatusEnum.IN_PROGRESS)
                .lastModified(Timestamps.seconds(config.modified()))
                .build();
    }

    /** Refuses functions with tenant isolation: the tenant of a sandbox is not known ahead. */
    private static void refuseTenants(View view, FunctionArn arn) {
        if (Qualifiers.function(view, arn).configuration().isolatesTenants()) {
            throw Failures.invalid(
                    "Provisioned Concurrency is not supported for functions with tenancy configuration.");
        }
    }

    private static void checkProvisionable(Alias alias) {
        if (alias.version().equals(FunctionArn.LATEST)) {
            throw Failures.invalid(
                    "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        }
        if (alias.shifted().isPresent()) {
            throw Failures.invalid("Alias with weights can not be used with Provisioned Concurrency");
        }
    }

    private void checkLimits(Transaction transaction, ProvisionedConcurrency config) {
        FunctionArn function = config.arn().unqualified();
        AccountLimits before = AccountLimits.of(transaction, function.account());
        AccountLimits after = before.with(config);
        Optional<Integer> reserved = after.reservations().reserved(function);
        if (reserved.isPresent()) {
            if (after.reservations().provisioned(function) > reserved.get()) {
                throw Failures.invalid("Requested Provisioned Concurrency should not be greater than the "
                        + "reservedConcurrentExecution for function");
            }
            return;
        }
        if (config.executions() > before.unreserved()) {
            throw Failures.untyped("Specified ConcurrentExecutions for function is greater than account's unreserved "
                    + "concurrency [" + before.unreserved() + "].");
        }
        after.checkAfter(before, "ConcurrentExecutions");
    }

    GetProvisionedConcurrencyConfigResponse get(AccountId account, GetProvisionedConcurrencyConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        return store.read(view -> Shapes.copy(
                        shown(view, existing(view, arn)), GetProvisionedConcurrencyConfigResponse.builder())
                .build());
    }

    DeleteProvisionedConcurrencyConfigResponse delete(
            AccountId account, DeleteProvisionedConcurrencyConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        return store.write(transaction -> {
            Qualifiers.mustExistAsNamed(transaction, arn);
            transaction.delete(
                    Kinds.PROVISIONED_CONCURRENCY,
                    Scope.function(arn),
                    arn.qualifier().orElseThrow());
            return DeleteProvisionedConcurrencyConfigResponse.builder().build();
        });
    }

    ListProvisionedConcurrencyConfigsResponse list(
            AccountId account, ListProvisionedConcurrencyConfigsRequest request) {
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.empty());
        int size = Page.size(request.maxItems(), Limits.PAGE);
        return store.read(view -> {
            Qualifiers.function(view, arn);
            Page<ProvisionedConcurrency> page = Page.of(
                    view.list(
                            Kinds.PROVISIONED_CONCURRENCY,
                            Scope.function(arn),
                            Markers.name(request.marker()),
                            Page.asked(size)),
                    size,
                    ProvisionedConcurrency::qualifier);
            return ListProvisionedConcurrencyConfigsResponse.builder()
                    .provisionedConcurrencyConfigs(page.items().stream()
                            .map(config -> shown(view, config))
                            .toList())
                    .nextMarker(page.next().orElse(null))
                    .build();
        });
    }

    private FunctionArn resolve(AccountId account, @Nullable String function, @Nullable String qualifier) {
        FunctionArn arn = names.resolve(account, String.valueOf(function), Optional.ofNullable(qualifier));
        if (FunctionArn.LATEST.equals(qualifier)) {
            throw Failures.invalid("The function resource provided must be an alias or a published version.");
        }
        return arn;
    }

    private static ProvisionedConcurrency existing(View view, FunctionArn arn) {
        Qualifiers.mustExistAsNamed(view, arn);
        return view.find(
                        Kinds.PROVISIONED_CONCURRENCY,
                        Scope.function(arn),
                        arn.qualifier().orElseThrow())
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.PROVISIONED_CONCURRENCY_CONFIG_NOT_FOUND,
                        "No Provisioned Concurrency Config found for this function"));
    }

    private ProvisionedConcurrencyConfigListItem shown(View view, ProvisionedConcurrency config) {
        Scope function = Scope.function(config.arn());
        Map<String, Integer> shares = config.byVersion(view.find(Kinds.ALIAS, function, config.qualifier()));
        int there = 0;
        int wanted = 0;
        Optional<String> failure = Optional.empty();
        for (Map.Entry<String, Integer> share : shares.entrySet()) {
            wanted += share.getValue();
            Optional<ProvisionedSandboxes> sandboxes = Qualifiers.version(view, config.arn(), share.getKey())
                    .map(version -> provisioning.of(version.serving().sandboxKey()));
            there += Math.min(
                    share.getValue(), sandboxes.map(ProvisionedSandboxes::there).orElse(0));
            failure = failure.or(() -> sandboxes.flatMap(ProvisionedSandboxes::failure));
        }
        int allocated = Math.min(there, config.executions());
        ProvisionedConcurrencyConfigListItem.Builder item = ProvisionedConcurrencyConfigListItem.builder()
                .functionArn(config.arn().toString())
                .requestedProvisionedConcurrentExecutions(config.executions())
                .allocatedProvisionedConcurrentExecutions(allocated)
                .availableProvisionedConcurrentExecutions(allocated)
                .lastModified(Timestamps.seconds(config.modified()));
        if (there >= wanted) {
            item.status(ProvisionedConcurrencyStatusEnum.READY);
        } else if (failure.isPresent()) {
            item.status(ProvisionedConcurrencyStatusEnum.FAILED).statusReason(failure.get());
        } else {
            item.status(ProvisionedConcurrencyStatusEnum.IN_PROGRESS);
        }
        return item.build();
    }
}
