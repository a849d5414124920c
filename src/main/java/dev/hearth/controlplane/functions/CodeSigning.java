package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;

/** Checks whether a function accepts unsigned code. */
public interface CodeSigning {
    /** Refuses unsigned code for a function whose code signing configuration enforces signatures. */
    void checkUnsigned(View view, FunctionArn function);

    /**
     * Refuses a configuration that does not exist, or that enforces signatures.
     *
     * @param configuration its ARN
     */
    void checkUnsigned(View view, FunctionArn function, String configuration);

    /** Refuses a configuration that does not exist. */
    void mustExist(View view, AccountId account, String configuration);

    /** Attaches a code signing configuration to a new function. */
    void attach(Transaction transaction, FunctionArn function, String configuration);
}
