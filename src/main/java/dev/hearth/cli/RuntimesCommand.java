package dev.hearth.cli;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.runtimes.RuntimeNames;
import dev.hearth.dataplane.runtimes.sdk.SdkKey;
import dev.hearth.dataplane.runtimes.sdk.SdkRecord;
import dev.hearth.dataplane.runtimes.sdk.SdkState;
import dev.hearth.dataplane.runtimes.sdk.SdkStore;
import dev.hearth.time.Time;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hearth runtimes}: lists the runtimes, the interpreter that runs each, and the AWS SDK of it. */
@Command(
        name = "runtimes",
        description =
                "Shows which interpreter of this machine answers each runtime identifier, and the AWS SDK that its"
                        + " functions find.",
        synopsisSubcommandLabel = "[sdk]",
        sortOptions = false)
final class RuntimesCommand implements Callable<Integer> {
    private final Commands commands;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    RuntimesCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        Path data = commands.dataFolder(shared);
        List<RuntimeInstallation> installations = current(commands, data);
        SdkStore sdks = commands.backend().sdks(data);
        Map<SdkKey, SdkState> states = new LinkedHashMap<>();
        for (RuntimeInstallation installation : installations) {
            SdkKey.of(installation).ifPresent(key -> states.computeIfAbsent(key, sdks::state));
        }
        commands.output()
                .table(
                        List.of("RUNTIME", "VERSION", "MATCH", "INTERPRETER", "AWS SDK"),
                        installations.stream().map(one -> row(one, states)).toList());
        if (installations.stream().anyMatch(installation -> !installation.exact())) {
            commands.output()
                    .remark("'closest': the machine lacks the exact version; install it, and it is used from the next"
                            + " start on.");
        }
        states.forEach(this::explain);
        return 0;
    }

    static Path home() {
        return Path.of(System.getProperty("hearth.home", ".")).toAbsolutePath().normalize();
    }

    /** The runtimes that functions can be created with today. */
    static List<RuntimeInstallation> current(Commands commands, Path data) {
        LocalDate today = LocalDate.ofInstant(Time.SYSTEM.now(), ZoneOffset.UTC);
        return commands.backend().catalog(home(), data).all().stream()
                .filter(installation -> !RuntimeNames.isCreationOver(installation.identifier(), today))
                .toList();
    }

    private static List<String> row(RuntimeInstallation installation, Map<SdkKey, SdkState> states) {
        return List.of(
                installation.identifier().value(),
                installation.interpreterVersion(),
                installation.exact() ? "exact" : "closest",
                installation.interpreter().toString(),
                SdkKey.of(installation)
                        .map(key -> brief(Objects.requireNonNull(states.get(key))))
                        .orElse(""));
    }

    private static String brief(SdkState state) {
        return switch (state) {
            case SdkState.Present(SdkRecord made) -> made.version();
            case SdkState.Making _ -> "being made";
            case SdkState.Failed _ -> "missing";
            case SdkState.Unneeded _ -> "at first need";
        };
    }

    private void explain(SdkKey key, SdkState state) {
        switch (state) {
            case SdkState.Making(String progress) ->
                commands.output().remark("The AWS SDK for " + key.name() + " is being made: " + progress);
            case SdkState.Failed(String reason) ->
                commands.output()
                        .remark("The AWS SDK for " + key.name() + " is missing: " + reason + ". './hearth runtimes sdk "
                                + key.name() + "' tries again.");
            case SdkState.Present _, SdkState.Unneeded _ -> {}
        }
    }
}
