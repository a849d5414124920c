package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.Store;
import dev.hearth.model.AccountId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The collaborators that all commands share.
 *
 * @param environment the environment variables
 */
record Commands(Map<String, String> environment, Backend backend, Output output) {
    Path dataFolder(SharedOptions shared) {
        return shared.dataFolder(shared.settings(environment), environment);
    }

    /** Runs work on the state of a database, or else of an existing data folder. */
    <T> T withStore(SharedOptions shared, Function<Store, T> action) {
        Settings settings = shared.settings(environment);
        Path data = shared.dataFolder(settings, environment);
        Optional<PostgresAddress> database = shared.database(settings);
        if (database.isEmpty() && !Files.isDirectory(data)) {
            throw new UsageException("There is no Hearth in " + data
                    + ": start one with './hearth up', or name its folder with --data.");
        }
        try (Store store = backend.openStore(data, database)) {
            return action.apply(store);
        }
    }

    /** The database's address as it was given. */
    Optional<String> databaseText(SharedOptions shared) {
        return Optional.ofNullable(shared.database)
                .or(() -> shared.settings(environment)
                        .value(Settings.Setting.DATABASE)
                        .map(Settings.Value::text));
    }

    /** The account for a command: the given one, else the first. */
    static AccountId account(AccountStore accounts, @org.jspecify.annotations.Nullable String named) {
        if (named == null) {
            return accounts.accounts().stream()
                    .findFirst()
                    .orElseThrow(() -> new UsageException("There is no account yet: './hearth up' creates the first."));
        }
        AccountId account = parse(named);
        if (!accounts.accounts().contains(account)) {
            throw new UsageException("There is no account " + account
                    + ": create it with './hearth account create --id " + account + "'.");
        }
        return account;
    }

    static AccountId parse(String account) {
        try {
            return new AccountId(account);
        } catch (IllegalArgumentException notAnAccount) {
            throw new UsageException("'" + account + "' is not an account: expected twelve digits.", notAnAccount);
        }
    }
}
