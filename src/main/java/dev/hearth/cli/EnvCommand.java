package dev.hearth.cli;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hearth env}: prints the environment variables that make AWS tools use Hearth. */
@Command(
        name = "env",
        description = "Prints what a shell evaluates so that AWS tools work: eval \"$(./hearth env)\"",
        sortOptions = false)
final class EnvCommand implements Callable<Integer> {
    private final Commands commands;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    @Option(names = "--account", paramLabel = "ID", description = "Another account than the first.")
    @Nullable
    String account;

    EnvCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        try {
            return print();
        } catch (UsageException failed) {
            // eval of an empty output succeeds; this makes it fail, so that old variables are not used by mistake
            commands.output().line("false");
            throw failed;
        }
    }

    private int print() {
        Optional<RunningServer> server = RunningServer.read(commands.dataFolder(shared));
        if (server.isEmpty()) {
            throw new UsageException("No Hearth is running over " + commands.dataFolder(shared)
                    + ": start it with './hearth up', or name its folder with --data.");
        }
        StoredKey key = commands.withStore(shared, store -> key(store.accounts(), server.get()));
        Output output = commands.output();
        output.line("export AWS_ENDPOINT_URL=" + server.get().endpoint());
        output.line("export AWS_REGION=" + server.get().region());
        output.line("export AWS_DEFAULT_REGION=" + server.get().region());
        output.line("export AWS_ACCESS_KEY_ID=" + key.id());
        output.line("export AWS_SECRET_ACCESS_KEY=" + key.secret());
        output.line("export HEARTH_DATA=" + quoted(commands.dataFolder(shared).toString()));
        commands.databaseText(shared).ifPresent(text -> output.line("export HEARTH_DATABASE=" + quoted(text)));
        output.line("unset AWS_SESSION_TOKEN AWS_PROFILE");
        AwsCommand.warning(commands.environment().getOrDefault("PATH", ""))
                .ifPresent(warning -> output.remark("hearth: " + warning));
        return 0;
    }

    /** Quotes a text for the shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private StoredKey key(AccountStore accounts, RunningServer server) {
        AccountId wanted = Commands.account(accounts, account == null ? server.account() : account);
        return accounts.keys(wanted).stream()
                .filter(StoredKey::isActiveRoot)
                .findFirst()
                .orElseThrow(() -> new UsageException("Account " + wanted
                        + " has no access key: create one with './hearth key create --account " + wanted + "'."));
    }
}
