package dev.hearth.cli;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that uses Hearth's state. */
final class SharedOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder that holds all state (HEARTH_DATA; default: /var/lib/hearth as root, else"
                    + " ~/.local/share/hearth).")
    @Nullable
    String data;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "The PostgreSQL database that holds functions, accounts and events, as"
                    + " postgresql://USER@HOST/DATABASE (default: a file in the data folder); a password is better in"
                    + " HEARTH_DATABASE, the configuration file or ~/.pgpass.")
    @Nullable
    String database;

    @Option(
            names = "--config",
            order = 1, // after the options without a number
            paramLabel = "FILE",
            description = "A file with lines 'option = value', for what no option or variable says (HEARTH_CONFIG).")
    @Nullable
    String config;

    @Option(
            names = {"-h", "--help"},
            order = 2,
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    Settings settings(Map<String, String> environment) {
        return Settings.read(
                environment,
                Optional.ofNullable(config)
                        .map(text -> Path.of(given(Setting.CONFIG, text).text())));
    }

    /** The data folder, which may not exist yet. */
    Path dataFolder(Settings settings, Map<String, String> environment) {
        return UpCommand.value(settings, Setting.DATA, data, value -> Path.of(value.text()))
                .orElseGet(() -> defaultData(environment))
                .toAbsolutePath()
                .normalize();
    }

    /** The database, if one is given. */
    Optional<PostgresAddress> database(Settings settings) {
        return UpCommand.value(settings, Setting.DATABASE, database, SharedOptions::address);
    }

    private static PostgresAddress address(Value value) {
        try {
            return PostgresAddress.of(value.text());
        } catch (IllegalArgumentException notOne) {
            // the text may have a password
            throw new UsageException(
                    value.source() + " is not the address of a database: expected postgresql://USER@HOST/DATABASE.",
                    notOne);
        }
    }

    /**
     * Checks an option's value.
     *
     * @throws UsageException if it is empty, because an empty path would mean the current folder
     */
    static Value given(Setting setting, String text) {
        String option = "--" + setting.optionName();
        if (text.isBlank()) {
            throw new UsageException(option + " needs a value: what it is given is empty.");
        }
        return new Value(text, option);
    }

    /** The default data folder. */
    static Path defaultData(Map<String, String> environment) {
        return defaultData(System.getProperty("user.name"), environment);
    }

    static Path defaultData(String user, Map<String, String> environment) {
        if (user.equals("root")) {
            return Path.of("/var/lib/hearth");
        }
        String shared = environment.getOrDefault("XDG_DATA_HOME", "");
        // HOME is what ~ means in the shell; the user database may have another home, or none
        String home = environment.getOrDefault("HOME", "");
        Path base = shared.isBlank()
                ? Path.of(home.isBlank() ? System.getProperty("user.home") : home, ".local", "share")
                : Path.of(shared);
        return base.resolve("hearth");
    }
}
