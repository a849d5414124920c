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

/** How an account's concurrency is shared out, now and after a change. */
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

    /** How many invocations of the account may run at once. */
    int all() {
        return all.invocations();
    }

    /** What functions have together that have nothing of their own. */
    int unreserved() {
        return all.invocations() - reservations().withheld();
    }

    /**
     * Refuses a change that leaves too little for all the others.
     *
     * @param what is changed, as Lambda calls it
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
