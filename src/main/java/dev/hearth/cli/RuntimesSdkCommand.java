package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.runtimes.sdk.NodejsClients;
import dev.hearth.dataplane.runtimes.sdk.SdkException;
import dev.hearth.dataplane.runtimes.sdk.SdkKey;
import dev.hearth.dataplane.runtimes.sdk.SdkMaker;
import dev.hearth.dataplane.runtimes.sdk.SdkRecord;
import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth runtimes sdk}: makes the AWS SDKs that functions find. */
@Command(
        name = "sdk",
        description =
                "Makes the AWS SDKs that functions find, with pip, npm and gem; a running server gives them to new"
                        + " sandboxes.",
        sortOptions = false)
final class RuntimesSdkCommand implements Callable<Integer> {
    private static final int MEGABYTE = 1_000_000;

    private final Commands commands;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    @Option(
            names = "--clients",
            paramLabel = "NAMES",
            description =
                    "Clients of the SDK for Node.js: 'common', 'all', or names as s3,dynamodb (default: those that"
                            + " it has, else those of --node-sdk-clients, else 'common').")
    @Nullable
    String clients;

    @Option(names = "--update", description = "Makes those that are there anew, with the newest versions.")
    boolean update;

    @Parameters(
            paramLabel = "LANGUAGE",
            arity = "0..*",
            description = "python, nodejs, ruby, or a runtime as python3.13 (default: all runtimes of this machine).")
    @Nullable
    List<String> languages;

    RuntimesSdkCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = shared.settings(commands.environment());
        Path data = shared.dataFolder(settings, commands.environment());
        Optional<NodejsClients> chosen = UpCommand.value(
                settings, Setting.NODE_SDK_CLIENTS, clients, value -> SdkOptions.clients(renamed(value)));
        Map<SdkKey, RuntimeInstallation> wanted = wanted(RuntimesCommand.current(commands, data));
        SdkMaker maker = commands.backend().sdkMaker(RuntimesCommand.home(), data);
        int failures = 0;
        for (var each : wanted.entrySet()) {
            String name = each.getKey().name();
            try {
                SdkRecord made = maker.make(
                        each.getValue(),
                        each.getKey().language() == Language.NODEJS ? chosen : Optional.empty(),
                        update,
                        step -> commands.output().remark(name + ": " + step));
                commands.output()
                        .line(name + ": " + made.version() + ", " + Math.ceilDiv(made.bytes(), MEGABYTE) + " MB");
            } catch (SdkException failure) {
                commands.output().remark(name + ": can't be made: " + failure.reason() + ".");
                failures++;
            }
        }
        return failures == 0 ? 0 : 1;
    }

    /** With the option's name of this command. */
    private Settings.Value renamed(Settings.Value value) {
        return clients == null ? value : new Settings.Value(value.text(), "--clients");
    }

    private Map<SdkKey, RuntimeInstallation> wanted(List<RuntimeInstallation> installations) {
        Map<SdkKey, RuntimeInstallation> all = new LinkedHashMap<>();
        for (RuntimeInstallation installation : installations) {
            SdkKey.of(installation).ifPresent(key -> all.putIfAbsent(key, installation));
        }
        if (languages == null || languages.isEmpty()) {
            if (all.isEmpty()) {
                throw new UsageException("This machine has no Python, Node.js or Ruby that runs functions.");
            }
            return all;
        }
        Map<SdkKey, RuntimeInstallation> named = new LinkedHashMap<>();
        for (String name : languages) {
            int before = named.size();
            for (RuntimeInstallation installation : installations) {
                SdkKey.of(installation)
                        .filter(key -> isNamed(name, key, installation))
                        .ifPresent(key -> named.putIfAbsent(key, installation));
            }
            if (named.size() == before && all.keySet().stream().noneMatch(key -> isLanguage(name, key))) {
                throw new UsageException("'" + name + "' is no runtime of this machine that has an AWS SDK on Lambda: "
                        + "'./hearth runtimes' shows what there is.");
            }
        }
        return named;
    }

    private static boolean isNamed(String name, SdkKey key, RuntimeInstallation installation) {
        return isLanguage(name, key)
                || name.equals(key.name())
                || name.equals(installation.identifier().value());
    }

    private static boolean isLanguage(String name, SdkKey key) {
        return SdkSettings.LANGUAGES.contains(key.language())
                && SdkOptions.language(name).equals(Optional.of(key.language()));
    }
}
