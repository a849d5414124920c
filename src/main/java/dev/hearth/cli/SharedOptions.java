package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command over Hearth's state takes. */
final class SharedOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder that holds all state (HEARTH_DATA; default: /var/lib/hearth as root, else"
                    + " ~/.local/share/hearth).")
    @Nullable
    Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A file with lines 'option = value', for what no option or variable says (HEARTH_CONFIG).")
    @Nullable
    Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    Settings settings(Map<String, String> environment) {
        return Settings.read(environment, Optional.ofNullable(config));
    }

    /** The data folder, which may not exist yet. */
    Path dataFolder(Settings settings, Map<String, String> environment) {
        if (data != null) {
            return data.toAbsolutePath().normalize();
        }
        return settings.value(Setting.DATA)
                .map(Value::text)
                .map(Path::of)
                .orElseGet(() -> defaultData(System.getProperty("user.name"), environment))
                .toAbsolutePath()
                .normalize();
    }

    static Path defaultData(String user, Map<String, String> environment) {
        if (user.equals("root")) {
            return Path.of("/var/lib/hearth");
        }
        String shared = environment.getOrDefault("XDG_DATA_HOME", "");
        // ~ is what the shell says: the users' list may know another home, or none
        String home = environment.getOrDefault("HOME", "");
        Path base = shared.isBlank()
                ? Path.of(home.isBlank() ? System.getProperty("user.home") : home, ".local", "share")
                : Path.of(shared);
        return base.resolve("hearth");
    }
}
