package dev.hearth.controlplane.operation;

import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Resources of one kind that have tags. */
public interface Tagged {
    /** Whether this is the ARN of one. */
    boolean isOne(String arn);

    /** The tags of one that exists; else Lambda's error that it does not. */
    Map<String, String> tags(View view, AccountId account, String arn);

    /** Changes the tags of one that exists. */
    void change(Transaction transaction, AccountId account, String arn, UnaryOperator<Map<String, String>> change);
}
