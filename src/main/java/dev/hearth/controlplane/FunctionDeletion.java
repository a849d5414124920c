package dev.hearth.controlplane;

import dev.hearth.error.Constraints;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionNames;
import dev.hearth.store.FunctionStore;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;

/** Removes functions. Their code goes with a later sweep, their sandboxes by the store's telling of it. */
final class FunctionDeletion {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final FunctionNames names;
    private final FunctionStore store;

    FunctionDeletion(FunctionNames names, FunctionStore store) {
        this.names = names;
        this.store = store;
    }

    DeleteFunctionResponse delete(AccountId account, DeleteFunctionRequest request) {
        new Constraints().required("FunctionName", request.functionName()).check();
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.ofNullable(request.qualifier()));
        Optional<String> qualifier = arn.qualifier();
        if (qualifier.isPresent() && qualifier.get().equals(FunctionArn.LATEST)) {
            throw Failures.invalid("$LATEST version cannot be deleted without deleting the function.");
        }
        if (qualifier.isPresent() && !NUMBER.matcher(qualifier.get()).matches()) {
            throw Failures.invalid("Deletion of aliases is not currently supported.");
        }
        FunctionArn whole = arn.unqualified();
        if (qualifier.isPresent()) {
            if (store.find(account, arn.name()).isEmpty()) {
                throw FunctionErrors.notFound(whole);
            }
            // a version that is not there is as good as deleted, says Lambda
        } else if (!store.delete(account, arn.name())) {
            throw FunctionErrors.notFound(whole);
        }
        return DeleteFunctionResponse.builder().statusCode(204).build();
    }
}
