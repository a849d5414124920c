package dev.hearth.cli;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log group that the operator named, and its account.
 *
 * @param function whether a function of the given name exists; empty if a group was named
 */
record LogTarget(AccountId owner, String group, Optional<Boolean> function) {
    private static final Pattern ACCOUNT = Pattern.compile("(?:^|:)([0-9]{12}):");

    /**
     * Finds the group.
     *
     * @param text a group's name, which begins with {@code /}; or a function's name or ARN, or the last part of its ARN
     * @param account the account that was given as an option
     */
    static LogTarget of(Store store, String text, Optional<String> account) {
        if (text.startsWith("/")) {
            return new LogTarget(Commands.account(store.accounts(), account.orElse(null)), text, Optional.empty());
        }
        Matcher own = ACCOUNT.matcher(text);
        Optional<String> named = account.or(() -> own.find() ? Optional.of(own.group(1)) : Optional.empty());
        AccountId owner = Commands.account(store.accounts(), named.orElse(null));
        FunctionArn function = resolve(store, owner, text);
        if (function.qualifier().isPresent()) {
            throw new UsageException("The logs of all versions of a function are together: name it without ':"
                    + function.qualifier().get() + "'.");
        }
        Optional<String> group = store.read(view -> view.find(Kinds.FUNCTION, Scope.of(owner), function.name()))
                .map(found -> found.configuration().logGroup());
        return new LogTarget(owner, group.orElse("/aws/lambda/" + function.name()), Optional.of(group.isPresent()));
    }

    /** The reason why the named group has no logs. */
    String nothing(String text) {
        String where = " in account " + owner;
        return function.map(exists -> exists
                        ? "The function '" + text + "'" + where + " has logged nothing yet (group " + group + ")."
                        : "There is no function '" + text + "'" + where + ", and there are no logs of one (group "
                                + group + ").")
                .orElse("There is no log group " + group + where + ".");
    }

    private static FunctionArn resolve(Store store, AccountId owner, String text) {
        String region = store.secret("region", () -> {
            throw new UsageException("Nothing has run here yet: './hearth up' begins it.");
        });
        try {
            return new FunctionNames(region).resolve(owner, text, Optional.empty());
        } catch (ServiceException notOne) {
            throw new UsageException(
                    "'" + text + "' names no function of account " + owner + ": " + notOne.getMessage(), notOne);
        }
    }
}
