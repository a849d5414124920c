package dev.hearth.cli;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.StoreCopy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hearth store}: moves the state. */
@Command(name = "store", description = "Moves the state to a database.", synopsisSubcommandLabel = "COMMAND")
final class StoreCommand extends CommandGroup {
    /** {@code hearth store migrate}. */
    @Command(
            name = "migrate",
            description = "Copies functions, accounts, keys and events from the data folder to an empty database, while"
                    + " no server runs.",
            sortOptions = false)
    static final class Migrate implements Callable<Integer> {
        private final Commands commands;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        Migrate(Commands commands) {
            this.commands = commands;
        }

        @Override
        public Integer call() {
            Settings settings = shared.settings(commands.environment());
            Path data = shared.dataFolder(settings, commands.environment());
            PostgresAddress target = shared.database(settings)
                    .orElseThrow(() -> new UsageException("Name the database to copy to with --database."));
            StoreCopy.Report report = commands.backend().copyStore(data, target);
            Output output = commands.output();
            output.line(
                    report.before()
                            ? target + " has all of that already."
                            : "The state of " + data + " is in " + target + " now.");
            report.tables()
                    .forEach((table, contents) -> output.line(String.format(
                            java.util.Locale.ROOT,
                            "  %-12s %8d rows  %064x",
                            table,
                            contents.rows(),
                            contents.digest())));
            return 0;
        }
    }
}
