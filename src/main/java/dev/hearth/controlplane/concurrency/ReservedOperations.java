package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.ReservedConcurrency;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;

/** Reserved concurrency: the part of an account's concurrency that one function has. */
final class ReservedOperations {
    private final FunctionNames names;
    private final Store store;

    ReservedOperations(FunctionNames names, Store store) {
        this.names = names;
        this.store = store;
    }

    PutFunctionConcurrencyResponse put(AccountId account, PutFunctionConcurrencyRequest request) {
        Integer executions = request.reservedConcurrentExecutions();
        FunctionArn arn = ConcurrencyNames.unqualified(names, account, request.functionName());
        return store.write(transaction -> {
            Qualifiers.mustExist(transaction, arn.qualified(FunctionArn.LATEST));
            ReservedConcurrency reserved = new ReservedConcurrency(arn, executions);
            AccountLimits before = AccountLimits.of(transaction, account);
            before.with(reserved).checkAfter(before, "ReservedConcurrentExecutions");
            int provisioned = before.reservations().provisioned(arn);
            if (executions < provisioned) {
                // Lambda's message has these blanks too
                throw Failures.untyped(" ReservedConcurrentExecutions  " + executions + " should not be lower than "
                        + "function's total provisioned concurrency [" + provisioned + "].");
            }
            transaction.put(Kinds.RESERVED_CONCURRENCY, Scope.function(arn), Kinds.ONLY, reserved);
            return PutFunctionConcurrencyResponse.builder()
                    .reservedConcurrentExecutions(executions)
                    .build();
        });
    }

    GetFunctionConcurrencyResponse get(AccountId account, GetFunctionConcurrencyRequest request) {
        FunctionArn arn = ConcurrencyNames.unqualified(names, account, request.functionName());
        return store.read(view -> {
            Qualifiers.function(view, arn);
            return GetFunctionConcurrencyResponse.builder()
                    .reservedConcurrentExecutions(view.find(Kinds.RESERVED_CONCURRENCY, Scope.function(arn), Kinds.ONLY)
                            .map(ReservedConcurrency::executions)
                            .orElse(null))
                    .build();
        });
    }

    DeleteFunctionConcurrencyResponse delete(AccountId account, DeleteFunctionConcurrencyRequest request) {
        FunctionArn arn = ConcurrencyNames.unqualified(names, account, request.functionName());
        return store.write(transaction -> {
            Qualifiers.function(transaction, arn);
            transaction.delete(Kinds.RESERVED_CONCURRENCY, Scope.function(arn), Kinds.ONLY);
            return DeleteFunctionConcurrencyResponse.builder().build();
        });
    }
}
