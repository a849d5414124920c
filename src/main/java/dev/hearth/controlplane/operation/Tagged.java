package dev.hearth.controlplane.operation;

import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Resources of one kind with tags. */
public interface Tagged {
    /** Whether the ARN is that of such a resource. */
    boolean isOne(String arn);

    /**
     * The tags of a resource.
     *
     * @throws dev.hearth.error.ServiceException Lambda's error if the resource does not exist
     */
    Map<String, String> tags(View view, AccountId account, String arn);

    /** Changes the tags of an existing resource. */
    void change(Transaction transaction, AccountId account, String arn, UnaryOperator<Map<String, String>> change);
}
