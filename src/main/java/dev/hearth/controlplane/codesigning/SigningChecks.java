package dev.hearth.controlplane.codesigning;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.functions.CodeSigning;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;

/**
 * Refuses code that the function's code signing configuration does not trust. Hearth can't verify signatures: AWS
 * Signer writes signed packages into S3 and keeps the signatures itself. So all code counts as unsigned.
 */
public final class SigningChecks implements CodeSigning {
    @Override
    public void checkUnsigned(View view, FunctionArn function) {
        view.find(SigningUse.KIND, Scope.function(function), SigningUse.NAME)
                .ifPresent(use -> checkUnsigned(view, function, use.config()));
    }

    @Override
    public void checkUnsigned(View view, FunctionArn function, String configuration) {
        if (existing(view, function.account(), configuration).enforces()) {
            throw new ServiceException(
                    ErrorCode.CODE_VERIFICATION_FAILED,
                    "Lambda cannot deploy the function. The function or layer might be signed using a signature that "
                            + "the client is not configured to accept. Check the provided signature for unsigned.");
        }
    }

    @Override
    public void mustExist(View view, AccountId account, String configuration) {
        existing(view, account, configuration);
    }

    @Override
    public void attach(Transaction transaction, FunctionArn function, String configuration) {
        existing(transaction, function.account(), configuration);
        transaction.put(
                SigningUse.KIND,
                Scope.function(function),
                SigningUse.NAME,
                new SigningUse(function.unqualified().toString(), configuration));
    }

    private static SigningConfig existing(View view, AccountId account, String arn) {
        return SigningConfigs.find(view, account, arn)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.CODE_SIGNING_CONFIG_NOT_FOUND,
                        "The code signing configuration cannot be found. Check that the provided configuration is not "
                                + "deleted: " + arn + "."));
    }
}
