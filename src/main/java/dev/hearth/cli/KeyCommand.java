package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import dev.hearth.time.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth key}: creates, lists and deletes access keys. */
@Command(name = "key", description = "Creates, lists and deletes access keys.", synopsisSubcommandLabel = "COMMAND")
final class KeyCommand extends CommandGroup {
    /** {@code hearth key create}. */
    @Command(name = "create", description = "Creates an access key; a running server knows it within a second.")
    static final class Create implements Callable<Integer> {
        private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,128}");
        private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{1,128}");

        private final Commands commands;
        private final Ids ids;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        @Option(names = "--account", paramLabel = "ID", description = "Another account than the first.")
        @Nullable
        String account;

        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "An id of your choice, with --secret: for tools that are set to one already.")
        @Nullable
        String id;

        @Option(names = "--secret", paramLabel = "SECRET", description = "The secret to that id.")
        @Nullable
        String secret;

        Create(Commands commands, Ids ids) {
            this.commands = commands;
            this.ids = ids;
        }

        @Override
        public Integer call() {
            return commands.withStore(shared, store -> {
                AccountStore accounts = store.accounts();
                AccountId owner = Commands.account(accounts, account);
                KeyMaker.print(
                        commands.output(),
                        id == null && secret == null ? KeyMaker.create(accounts, owner, ids) : chosen(accounts, owner));
                return 0;
            });
        }

        private StoredKey chosen(AccountStore accounts, AccountId owner) {
            if (id == null || secret == null) {
                throw new UsageException("--id and --secret go together.");
            }
            if (!ID.matcher(id).matches()) {
                throw new UsageException("'" + id
                        + "' can't be an access key's id: expected up to 128 letters, digits and underscores.");
            }
            if (!SECRET.matcher(secret).matches()) {
                throw new UsageException("A secret has 1 to 128 characters, and no blanks.");
            }
            if (accounts.findKey(id).isPresent()) {
                throw new UsageException(
                        "There is an access key " + id + " already: './hearth key delete " + id + "' removes it.");
            }
            boolean open = RunningServer.read(commands.dataFolder(shared))
                    .map(RunningServer::isOpen)
                    .orElse(false);
            if (open && KeyMaker.isWeak(new StoredKey(id, secret, owner, Instant.EPOCH))) {
                throw new UsageException("Other machines can connect to this Hearth, and could guess that secret: leave"
                        + " out --id and --secret, or choose a secret of 40 characters.");
            }
            return KeyMaker.create(accounts, owner, id, secret);
        }
    }

    /** {@code hearth key list}. */
    @Command(name = "list", description = "Lists access keys, without their secrets.")
    static final class ListAll implements Callable<Integer> {
        private final Commands commands;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        @Option(names = "--account", paramLabel = "ID", description = "Only those of one account.")
        @Nullable
        String account;

        ListAll(Commands commands) {
            this.commands = commands;
        }

        @Override
        public Integer call() {
            List<List<String>> rows = commands.withStore(shared, store -> {
                AccountStore accounts = store.accounts();
                return (account == null ? accounts.accounts() : List.of(Commands.account(accounts, account)))
                        .stream()
                                .flatMap(owner -> accounts.keys(owner).stream())
                                .map(key -> List.of(
                                        key.account().value(),
                                        key.id(),
                                        key.user().orElse("(account)"),
                                        key.active() ? "active" : "inactive"))
                                .toList();
            });
            commands.output().table(List.of("ACCOUNT", "ACCESS KEY ID", "USER", "STATUS"), rows);
            return 0;
        }
    }

    /** {@code hearth key delete}. */
    @Command(name = "delete", description = "Deletes an access key; a running server refuses it within a second.")
    static final class Delete implements Callable<Integer> {
        private final Commands commands;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        @Parameters(paramLabel = "ACCESS_KEY_ID", description = "The key to delete.")
        String id = "";

        Delete(Commands commands) {
            this.commands = commands;
        }

        @Override
        public Integer call() {
            Optional<AccountId> keyless = commands.withStore(shared, store -> delete(store.accounts()));
            commands.output().line("deleted " + id);
            keyless.ifPresent(account -> commands.output()
                    .remark("hearth: that was the last active key of account " + account
                            + ": './hearth key create --account " + account + "' makes another."));
            return 0;
        }

        /** Deletes the key. Returns its account if the account has no active root key left. */
        private Optional<AccountId> delete(AccountStore accounts) {
            StoredKey key = accounts.findKey(id)
                    .filter(found -> accounts.deleteKey(found.id()))
                    .orElseThrow(() ->
                            new UsageException("There is no access key " + id + ": './hearth key list' shows them."));
            boolean more = accounts.keys(key.account()).stream().anyMatch(StoredKey::isActiveRoot);
            return key.isActiveRoot() && !more ? Optional.of(key.account()) : Optional.empty();
        }
    }
}
