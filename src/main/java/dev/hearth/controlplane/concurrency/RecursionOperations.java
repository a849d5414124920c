package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.RecursiveLoop;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;

/** Whether Hearth ends the recursive loops of a function. */
final class RecursionOperations {
    private final FunctionNames names;
    private final Store store;

    RecursionOperations(FunctionNames names, Store store) {
        this.names = names;
        this.store = store;
    }

    PutFunctionRecursionConfigResponse put(AccountId account, PutFunctionRecursionConfigRequest request) {
        FunctionArn arn = ConcurrencyNames.unqualified(names, account, request.functionName());
        RecursiveLoop loop = RecursiveLoop.of(request.recursiveLoopAsString()).orElseThrow();
        return store.write(transaction -> {
            Qualifiers.function(transaction, arn);
            transaction.put(Kinds.RECURSION, Scope.function(arn), Kinds.ONLY, loop);
            return PutFunctionRecursionConfigResponse.builder()
                    .recursiveLoop(loop.wire())
                    .build();
        });
    }

    GetFunctionRecursionConfigResponse get(AccountId account, GetFunctionRecursionConfigRequest request) {
        FunctionArn arn = ConcurrencyNames.unqualified(names, account, request.functionName());
        return store.read(view -> {
            Qualifiers.function(view, arn);
            return GetFunctionRecursionConfigResponse.builder()
                    .recursiveLoop(view.find(Kinds.RECURSION, Scope.function(arn), Kinds.ONLY)
                            .orElse(RecursiveLoop.TERMINATE)
                            .wire())
                    .build();
        });
    }
}
