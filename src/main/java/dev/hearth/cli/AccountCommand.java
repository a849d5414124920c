package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.model.Quotas;
import dev.hearth.model.Reservations;
import dev.hearth.time.Ids;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth account}: creates and lists accounts, and sets their limits. */
@Command(
        name = "account",
        description = "Creates and lists accounts, and sets what they may run.",
        synopsisSubcommandLabel = "COMMAND")
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

    /** {@code hearth account limit}. */
    @Command(
            name = "limit",
            description =
                    "Sets or shows how many invocations may run at once; a running server applies it within a second.",
            sortOptions = false)
    static final class Limit implements Callable<Integer> {
        private final Commands commands;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        @Option(
                names = "--account",
                paramLabel = "ID",
                description = "Another account than the first; to show: only this one.")
        @Nullable
        String account;

        @Parameters(
                paramLabel = "N",
                arity = "0..1",
                description = "The new limit, from 1 to " + ConcurrencyLimit.MOST + " (default: only shows).")
        @Nullable
        Integer invocations;

        Limit(Commands commands) {
            this.commands = commands;
        }

        @Override
        public Integer call() {
            Optional<ConcurrencyLimit> limit = Optional.ofNullable(invocations).map(Limit::limit);
            List<List<String>> rows = commands.withStore(
                    shared,
                    store -> limit.isPresent()
                            ? List.of(set(store, Commands.account(store.accounts(), account), limit.get()))
                            : shown(store));
            commands.output().table(List.of("ACCOUNT", "CONCURRENCY", "UNRESERVED", "REQUESTS PER SECOND"), rows);
            return 0;
        }

        private List<List<String>> shown(Store store) {
            AccountStore accounts = store.accounts();
            return (account == null ? accounts.accounts() : List.of(Commands.account(accounts, account)))
                    .stream().map(one -> store.read(view -> row(view, one))).toList();
        }

        private static ConcurrencyLimit limit(int invocations) {
            try {
                return new ConcurrencyLimit(invocations);
            } catch (IllegalArgumentException e) {
                throw new UsageException(
                        "An account's limit is a number from 1 to " + ConcurrencyLimit.MOST + ", not " + invocations
                                + ".",
                        e);
            }
        }

        /** Sets the limit, unless too little unreserved concurrency would be left. */
        private static List<String> set(Store store, AccountId account, ConcurrencyLimit limit) {
            return store.write(transaction -> {
                int withheld = withheld(transaction, account);
                if (limit.invocations() - withheld < limit.unreservedLeast()) {
                    throw new UsageException("Functions of account " + account + " have " + withheld
                            + " reserved or provisioned, and " + limit.unreservedLeast()
                            + " stay for all others: take some of that back first.");
                }
                transaction.put(Kinds.CONCURRENCY_LIMIT, Scope.of(account), Kinds.ONLY, limit);
                return row(transaction, account);
            });
        }

        private static int withheld(View view, AccountId account) {
            return new Reservations(
                            view.listAll(Kinds.RESERVED_CONCURRENCY, account),
                            view.listAll(Kinds.PROVISIONED_CONCURRENCY, account))
                    .withheld();
        }

        private static List<String> row(View view, AccountId account) {
            int all = Kinds.concurrencyLimit(view, account).invocations();
            return List.of(
                    account.value(),
                    Integer.toString(all),
                    Integer.toString(all - withheld(view, account)),
                    Integer.toString(Quotas.REQUESTS_PER_UNIT * all));
        }
    }
}
