package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import dev.hearth.time.Ids;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth key}: what requests are signed with. */
@Command(name = "key", description = "Creates, lists and deletes access keys.", synopsisSubcommandLabel = "COMMAND")
final class KeyCommand extends CommandGroup {
    /** {@code hearth key create}. */
    @Command(name = "create", description = "Creates an access key; a running server knows it within a second.")
    static final class Create implements Callable<Integer> {
        private final Commands commands;
        private final Ids ids;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        @Option(names = "--account", paramLabel = "ID", description = "Another account than the first.")
        @Nullable
        String account;

        Create(Commands commands, Ids ids) {
            this.commands = commands;
            this.ids = ids;
        }

        @Override
        public Integer call() {
            return commands.withStore(shared, store -> {
                AccountStore accounts = store.accounts();
                KeyMaker.print(commands.output(), KeyMaker.create(accounts, Commands.account(accounts, account), ids));
                return 0;
            });
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

        /** Deletes it; gives its account if that has no key of its own any more that works. */
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
