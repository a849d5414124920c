package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.documents.EventDisposal;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Alias;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;

/** Deletes functions. A later sweep removes their code; a listener of the store stops their sandboxes. */
final class FunctionDeletion {
    private final FunctionNames names;
    private final Store store;

    FunctionDeletion(FunctionNames names, Store store) {
        this.names = names;
        this.store = store;
    }

    DeleteFunctionResponse delete(AccountId account, DeleteFunctionRequest request) {
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.ofNullable(request.qualifier()));
        Optional<String> qualifier = arn.qualifier();
        if (qualifier.isPresent() && qualifier.get().equals(FunctionArn.LATEST)) {
            throw Failures.invalid("$LATEST version cannot be deleted without deleting the function.");
        }
        if (qualifier.filter(Qualifiers::isAliasName).isPresent()) {
            throw Failures.invalid("Deletion of aliases is not currently supported.");
        }
        return store.write(transaction -> {
            Function function = Qualifiers.function(transaction, arn);
            if (qualifier.isPresent()) {
                deleteVersion(transaction, arn);
            } else {
                deleteFunction(transaction, function);
            }
            return DeleteFunctionResponse.builder().statusCode(204).build();
        });
    }

    /** Leaves an order to delete the function's events, which may be too many for this transaction. */
    private static void deleteFunction(Transaction transaction, Function function) {
        AccountId account = function.arn().account();
        transaction.delete(Kinds.FUNCTION, Scope.of(account), function.arn().name());
        transaction.deleteAll(Scope.function(function.arn()));
        if (!transaction.isEmpty(Scope.events(account, function.id()))) {
            transaction.put(
                    Kinds.EVENT_DISPOSAL, Scope.of(account), function.id(), new EventDisposal(account, function.id()));
        }
    }

    /** Deleting a version that does not exist succeeds, as on Lambda. */
    private static void deleteVersion(Transaction transaction, FunctionArn arn) {
        String number = arn.qualifier().orElseThrow();
        List<String> aliases = transaction.list(Kinds.ALIAS, Scope.function(arn)).stream()
                .filter(alias -> alias.names(number))
                .map(Alias::name)
                .toList();
        if (!aliases.isEmpty()) {
            throw Failures.conflict("Unable to delete version because the following aliases reference it: " + aliases);
        }
        if (Qualifiers.isNumber(number)
                && Qualifiers.version(transaction, arn, number).isPresent()) {
            transaction.delete(Kinds.VERSION, Scope.function(arn), Kinds.versionName(Long.parseLong(number)));
            transaction.deleteAll(Scope.function(arn), number);
        }
    }
}
