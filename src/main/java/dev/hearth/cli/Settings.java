package dev.hearth.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings from environment variables ({@code HEARTH_OPEN_HOST}) and from the configuration file ({@code open-host
 * = 5432}), by the name of the option that they replace.
 */
final class Settings {
    static final String PREFIX = "HEARTH_";

    /** Variables that are no options: the script and the logger read them. */
    private static final List<String> OTHER_VARIABLES = List.of("HEARTH_LOCALE", "HEARTH_LOG_LEVEL");

    private final Map<Setting, Value> values = new HashMap<>();

    /** The options of {@code hearth up} and {@code hearth serve} that variables and the file can set. */
    enum Setting {
        ACCOUNT,
        ADDRESS,
        ALLOW_ENDED_RUNTIMES,
        CONFIG,
        DATA,
        DATABASE,
        FORWARD,
        FORWARD_CREDENTIALS,
        FUNCTION_ENDPOINT,
        FUNCTION_ENV,
        IMAGE_FOLDER,
        INSECURE_REGISTRY,
        INVITATION,
        KEEP_ALIVE,
        LEAST_UPDATE,
        MANAGER,
        MEMORY_OVERCOMMIT,
        OCI_RUNTIME,
        NODE_SDK_CLIENTS,
        OPEN_HOST,
        OPEN_NETWORK,
        PORT,
        REGION,
        REGISTRY_AUTH,
        REGISTRY_MIRROR,
        RETRY_DELAY,
        ROLE,
        RUNTIME_SDK,
        S3_ACCESS_KEY_ID,
        S3_ENDPOINT,
        S3_PACKAGE_BUCKET,
        S3_REGION,
        S3_SECRET_ACCESS_KEY,
        SANDBOX,
        SANDBOX_MEMORY,
        STEM_CELLS,
        STS_ACCESS_KEY_ID,
        STS_ENDPOINT,
        STS_REGION,
        STS_SECRET_ACCESS_KEY,
        STS_SESSION,
        UNKNOWN_ROLES,
        URL_DOMAIN,
        WORKERS_AT,
        ZONE;

        String optionName() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        String variable() {
            return PREFIX + name();
        }
    }

    /**
     * A value and its source.
     *
     * @param source for messages: an option, a variable, or a file
     */
    record Value(String text, String source) {}

    private Settings() {}

    /**
     * Reads variables and the file.
     *
     * @param file the file of {@code --config}
     */
    static Settings read(Map<String, String> environment, Optional<Path> file) {
        Settings settings = new Settings();
        Optional<Path> configured = file.or(() -> Optional.ofNullable(environment.get(Setting.CONFIG.variable()))
                .filter(named -> !named.isBlank())
                .map(Path::of));
        configured.ifPresent(settings::readFile);
        for (Setting setting : Setting.values()) {
            String variable = setting.variable();
            String text = environment.get(variable);
            if (text != null && !text.isBlank()) {
                settings.values.put(setting, new Value(text.strip(), variable));
            }
        }
        return settings;
    }

    Optional<Value> value(Setting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    private void readFile(Path file) {
        String[] lines = text(file).split("\\R", -1);
        Map<Setting, Integer> places = new HashMap<>();
        for (int number = 1; number <= lines.length; number++) {
            String line = lines[number - 1].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String place = file + ", line " + number;
            int equals = line.indexOf('=');
            String name = (equals < 0 ? line : line.substring(0, equals)).strip();
            String value = equals < 0 ? "" : line.substring(equals + 1).strip();
            Setting setting = fileSetting(name, place);
            if (value.isEmpty()) {
                throw new UsageException(
                        "'" + name + "' has no value in " + place + ": expected " + name + " = VALUE.");
            }
            Integer earlier = places.put(setting, number);
            if (earlier != null) {
                throw new UsageException("'" + name + "' is given twice in " + file + ", in lines " + earlier + " and "
                        + number + ": one of them has to go.");
            }
            values.put(setting, new Value(value, name + " in " + place));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new UsageException("The configuration file " + file + " does not exist.", missing);
        } catch (CharacterCodingException notText) {
            throw new UsageException("The configuration file " + file + " is not UTF-8 text.", notText);
        } catch (IOException unreadable) {
            throw new UsageException(
                    "The configuration file " + file + " can't be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Setting fileSetting(String name, String place) {
        return byOptionName(name)
                .filter(found -> found != Setting.CONFIG)
                .orElseThrow(() -> new UsageException("Unknown setting '" + name + "' in " + place + "."
                        + Suggestions.suggestion(name, fileSettings()) + " Known are: "
                        + String.join(", ", fileSettings()) + "."));
    }

    /** A warning for each variable with Hearth's prefix that is unknown. */
    static List<String> unknownVariables(Map<String, String> environment) {
        List<String> known = new ArrayList<>(OTHER_VARIABLES);
        Arrays.stream(Setting.values()).map(Setting::variable).forEach(known::add);
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .map(name -> name + " is none of Hearth's variables, and ignored." + meant(name, known))
                .toList();
    }

    /** Finds a similar name. The common prefix of all names is left out of the comparison. */
    private static String meant(String name, List<String> known) {
        List<String> ends =
                known.stream().map(one -> one.substring(PREFIX.length())).toList();
        return Suggestions.nearest(name.substring(PREFIX.length()), ends)
                .map(end -> " Did you mean " + PREFIX + end + "?")
                .orElse("");
    }

    private static Optional<Setting> byOptionName(String name) {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting.optionName().equals(name))
                .findFirst();
    }

    private static List<String> fileSettings() {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting != Setting.CONFIG)
                .map(Setting::optionName)
                .toList();
    }
}
