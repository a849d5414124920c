package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.sdk.NodejsClients;
import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code hearth up} for the AWS SDKs that functions find. */
final class SdkOptions {
    private static final String LANGUAGES = "'python', 'nodejs' and 'ruby' with commas between them, or 'none'";
    private static final String CLIENTS = "'common', 'all', or names with commas between them as s3,dynamodb";

    @Option(
            names = "--runtime-sdk",
            paramLabel = "LANGUAGES",
            description = "Languages whose functions find the AWS SDK, as on Lambda (default python,nodejs,ruby), or"
                    + " 'none'. It is made with pip, npm or gem when a function first needs it.")
    @Nullable
    String languages;

    @Option(
            names = "--node-sdk-clients",
            paramLabel = "NAMES",
            description = "Clients of the SDK for Node.js: 'common' (default), 'all', or names as s3,dynamodb.")
    @Nullable
    String clients;

    SdkSettings value(Settings settings) {
        return new SdkSettings(
                UpCommand.value(settings, Setting.RUNTIME_SDK, languages, SdkOptions::languages)
                        .orElse(SdkSettings.LANGUAGES),
                UpCommand.value(settings, Setting.NODE_SDK_CLIENTS, clients, SdkOptions::clients));
    }

    static Set<Language> languages(Value value) {
        if (value.text().equalsIgnoreCase("none")) {
            return Set.of();
        }
        Set<Language> languages = EnumSet.noneOf(Language.class);
        for (String name : List.of(value.text().split(",", -1))) {
            languages.add(language(name.strip()).orElseThrow(() -> UpCommand.wrong(value, LANGUAGES)));
        }
        return languages;
    }

    /** A language that has an SDK on Lambda, by its name in runtimes' names. */
    static Optional<Language> language(String name) {
        return SdkSettings.LANGUAGES.stream()
                .filter(language -> language.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static NodejsClients clients(Value value) {
        try {
            return NodejsClients.parse(value.text());
        } catch (IllegalArgumentException notClients) {
            throw UpCommand.wrong(value, CLIENTS);
        }
    }
}
