package dev.hearth.store;

import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import java.util.List;
import java.util.Optional;

/** The functions that exist. What it returns from is on disk. */
public interface FunctionStore {
    Optional<Function> find(AccountId account, String name);

    /** In the order of their names, beginning after {@code after} (empty: from the first). */
    List<Function> list(AccountId account, String after, int limit);

    /** False, and nothing changes, if there is one of that name. */
    boolean create(Function function);

    /** False, and nothing changes, if the stored one no longer has the revision id {@code expected}. */
    boolean replace(String expected, Function function);

    boolean delete(AccountId account, String name);

    /** All that wait for their code to be put in place: what a new life has to go on with. */
    List<Function> unfinished();

    /** Every code package that some function uses. */
    List<String> usedPackages();

    /** What an account has. */
    Usage usage(AccountId account);

    /** Who is told, after the commit, that a function was created, changed or deleted. */
    void onChange(ChangeListener listener);

    /**
     * What an account has.
     *
     * @param codeBytes of all code packages, counted once for each function
     */
    record Usage(long functions, long codeBytes) {}

    /** Hears of a change to a function. */
    interface ChangeListener {
        void changed(FunctionArn function);
    }
}
