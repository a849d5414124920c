package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;

/** What functions ask before they take in code: whether it must be signed. */
public interface CodeSigning {
    /** Refuses code without a signature for a function that takes no other. */
    void checkUnsigned(View view, FunctionArn function);

    /**
     * Refuses a configuration that does not exist, or that keeps unsigned code out.
     *
     * @param configuration its ARN
     */
    void checkUnsigned(View view, FunctionArn function, String configuration);

    /** Refuses a configuration that does not exist. */
    void mustExist(View view, AccountId account, String configuration);

    /** Has a new function's code checked against this configuration from now on. */
    void attach(Transaction transaction, FunctionArn function, String configuration);
}
