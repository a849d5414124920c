package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.model.ProvisionedConcurrency;
import dev.hearth.model.Reservations;
import dev.hearth.model.ReservedConcurrency;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** How an account's concurrency is divided, now and after a change. */
final class AccountLimits {
    private final ConcurrencyLimit all;
    private final List<ReservedConcurrency> reserved;
    private final List<ProvisionedConcurrency> provisioned;

    private AccountLimits(
            ConcurrencyLimit all, List<ReservedConcurrency> reserved, List<ProvisionedConcurrency> provisioned) {
        this.all = all;
        this.reserved = reserved;
        this.provisioned = provisioned;
    }

    static AccountLimits of(View view, AccountId account) {
        return new AccountLimits(
                Kinds.concurrencyLimit(view, account),
                view.listAll(Kinds.RESERVED_CONCURRENCY, account),
                view.listAll(Kinds.PROVISIONED_CONCURRENCY, account));
    }

    AccountLimits with(ReservedConcurrency changed) {
        return new AccountLimits(
                all, replaced(reserved, changed, one -> one.function().equals(changed.function())), provisioned);
    }

    AccountLimits with(ProvisionedConcurrency changed) {
        return new AccountLimits(
                all, reserved, replaced(provisioned, changed, one -> one.arn().equals(changed.arn())));
    }

    private static <T> List<T> replaced(List<T> all, T changed, Predicate<T> same) {
        List<T> others = new ArrayList<>(all);
        others.removeIf(same);
        others.add(changed);
        return others;
    }

    Reservations reservations() {
        return new Reservations(reserved, provisioned);
    }

    /** The most concurrent invocations of the account. */
    int all() {
        return all.invocations();
    }

    /** The concurrency that functions without reserved or provisioned concurrency share. */
    int unreserved() {
        return all.invocations() - reservations().withheld();
    }

    /**
     * Refuses a change that leaves too little unreserved concurrency.
     *
     * @param what the name of the changed setting in Lambda's message
     */
    void checkAfter(AccountLimits before, String what) {
        if (unreserved() < before.unreserved() && unreserved() < all.unreservedLeast()) {
            throw tooMany(what);
        }
    }

    private ServiceException tooMany(String what) {
        return Failures.untyped("Specified " + what + " for function decreases account's UnreservedConcurrentExecution "
                + "below its minimum value of [" + all.unreservedLeast() + "].");
    }
}
