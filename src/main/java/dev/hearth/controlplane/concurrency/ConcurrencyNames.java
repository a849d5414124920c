package dev.hearth.controlplane.concurrency;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resolves the name of a whole function in a request. */
final class ConcurrencyNames {
    private ConcurrencyNames() {}

    static FunctionArn unqualified(FunctionNames names, AccountId account, @Nullable String function) {
        FunctionArn arn = names.resolve(account, String.valueOf(function), Optional.empty());
        if (arn.qualifier().isPresent()) {
            throw Failures.invalid("This operation is permitted on Lambda functions only. Aliases and versions do not "
                    + "support this operation. Please specify either a function name or an unqualified function ARN.");
        }
        return arn;
    }
}
