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
 * The log group that somebody means, and whose it is.
 *
 * @param function whether there is a function of the name that was given; empty if a group was named
 */
record LogTarget(AccountId owner, String group, Optional<Boolean> function) {
    private static final Pattern ACCOUNT = Pattern.compile("(?:^|:)([0-9]{12}):");

    /**
     * Finds it.
     *
     * @param text a group's name, which begins with {@code /}, or a function's: alone, or in an ARN or the end of one
     * @param account the account that was named beside it
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

    /** Why there are no logs of what was named so. */
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
