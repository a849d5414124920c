package dev.hearth.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The values of the environment ({@code HEARTH_OPEN_HOST}) and of the configuration file ({@code open-host = 5432}), by
 * the name of the option that they stand in for.
 */
final class Settings {
    static final String PREFIX = "HEARTH_";

    private final Map<Setting, Value> values = new HashMap<>();

    /** Every option of {@code hearth up} that can come from elsewhere too. */
    enum Setting {
        ACCOUNT,
        ADDRESS,
        ALLOW_ENDED_RUNTIMES,
        CONFIG,
        DATA,
        IMAGE_FOLDER,
        INSECURE_REGISTRY,
        KEEP_ALIVE,
        OPEN_HOST,
        OPEN_NETWORK,
        PORT,
        REGION,
        REGISTRY_AUTH,
        REGISTRY_MIRROR,
        S3_ACCESS_KEY_ID,
        S3_ENDPOINT,
        S3_REGION,
        S3_SECRET_ACCESS_KEY,
        SANDBOX,
        SANDBOX_MEMORY,
        URL_DOMAIN;

        String optionName() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A value and where it stands.
     *
     * @param source for messages: an option, a variable, or a file
     */
    record Value(String text, String source) {}

    private Settings() {}

    /**
     * Reads what does not come from options.
     *
     * @param file the file that {@code --config} names
     */
    static Settings read(Map<String, String> environment, Optional<Path> file) {
        Settings settings = new Settings();
        Optional<Path> configured = file.or(() -> Optional.ofNullable(environment.get(PREFIX + Setting.CONFIG.name()))
                .map(Path::of));
        configured.ifPresent(settings::readFile);
        for (Setting setting : Setting.values()) {
            String variable = PREFIX + setting.name();
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
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
        } catch (NoSuchFileException missing) {
            throw new UsageException("The configuration file " + file + " does not exist.", missing);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UsageException(
                    "The configuration file " + file + " can't be read: " + unreadable.getMessage(), unreadable);
        }
        for (String name : properties.stringPropertyNames()) {
            Setting setting = byOptionName(name)
                    .filter(found -> found != Setting.CONFIG)
                    .orElseThrow(() -> new UsageException("Unknown setting '" + name + "' in " + file
                            + ". Did you mean '" + nearest(name) + "'? Known are: " + known() + "."));
            values.put(setting, new Value(properties.getProperty(name).strip(), name + " in " + file));
        }
    }

    private static Optional<Setting> byOptionName(String name) {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting.optionName().equals(name))
                .findFirst();
    }

    private static List<Setting> fileSettings() {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting != Setting.CONFIG)
                .toList();
    }

    private static String known() {
        return fileSettings().stream().map(Setting::optionName).collect(Collectors.joining(", "));
    }

    private static String nearest(String name) {
        return fileSettings().stream()
                .map(Setting::optionName)
                .min(Comparator.comparingInt(candidate -> distance(candidate, name)))
                .orElseThrow();
    }

    /** How many letters to insert, remove or change to make one word of the other (Levenshtein). */
    static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        Arrays.setAll(previous, index -> index);
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
