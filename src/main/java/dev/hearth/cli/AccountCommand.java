package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.model.AccountId;
import dev.hearth.time.Ids;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hearth account}: who owns functions. */
@Command(name = "account", description = "Creates and lists accounts.", synopsisSubcommandLabel = "COMMAND")
final class AccountCommand extends CommandGroup {
    /** {@code hearth account create}. */
    @Command(name = "create", description = "Creates an account and its first access key.", sortOptions = false)
    static final class Create implements Callable<Integer> {
        private final Commands commands;
        private final Ids ids;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        @Option(names = "--id", paramLabel = "N", description = "Its number, twelve digits (default: a random one).")
        @Nullable
        String id;

        Create(Commands commands, Ids ids) {
            this.commands = commands;
            this.ids = ids;
        }

        @Override
        public Integer call() {
            return commands.withStore(shared, store -> {
                AccountStore accounts = store.accounts();
                AccountId account = id == null ? random() : Commands.parse(id);
                if (!accounts.createAccount(account)) {
                    throw new UsageException("Account " + account + " exists already.");
                }
                commands.output().line("account            " + account);
                KeyMaker.print(commands.output(), KeyMaker.create(accounts, account, ids));
                return 0;
            });
        }

        private AccountId random() {
            StringBuilder digits = new StringBuilder();
            for (byte value : ids.bytes(12)) {
                digits.append(Math.floorMod(value, 10));
            }
            return new AccountId(digits.toString());
        }
    }

    /** {@code hearth account list}. */
    @Command(name = "list", description = "Lists the accounts.", sortOptions = false)
    static final class ListAll implements Callable<Integer> {
        private final Commands commands;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        ListAll(Commands commands) {
            this.commands = commands;
        }

        @Override
        public Integer call() {
            List<AccountId> accounts =
                    commands.withStore(shared, store -> store.accounts().accounts());
            accounts.forEach(account -> commands.output().line(account.value()));
            return 0;
        }
    }
}
