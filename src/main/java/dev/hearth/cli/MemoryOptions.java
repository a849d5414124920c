package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.model.DataSize;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code hearth up} for the memory of sandboxes. */
final class MemoryOptions {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,7})(MB|GB)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3})?");

    @Option(
            names = "--sandbox-memory",
            paramLabel = "SIZE",
            description = "What all sandboxes may use together, as 512MB or 16GB (default: most of the machine's).")
    @Nullable
    String sandboxMemory;

    @Option(
            names = "--memory-overcommit",
            paramLabel = "N",
            description = "How many times that the memory limits of all sandboxes may add up to, as 2 or 1.5, where"
                    + " functions were learned to use less (default 1).")
    @Nullable
    String overcommit;

    MemorySettings value(Settings settings) {
        return new MemorySettings(
                UpCommand.value(settings, Setting.SANDBOX_MEMORY, sandboxMemory, MemoryOptions::size),
                UpCommand.value(settings, Setting.MEMORY_OVERCOMMIT, overcommit, MemoryOptions::factor)
                        .orElse(1.0));
    }

    private static DataSize size(Value value) {
        Matcher matcher = SIZE.matcher(value.text());
        if (!matcher.matches()) {
            throw UpCommand.wrong(value, "a size as 512MB or 16GB");
        }
        long amount = Long.parseLong(matcher.group(1));
        return DataSize.ofMebibytes(matcher.group(2).equalsIgnoreCase("GB") ? amount * 1024 : amount);
    }

    private static double factor(Value value) {
        if (NUMBER.matcher(value.text()).matches()) {
            double factor = Double.parseDouble(value.text());
            if (factor >= 1 && factor <= MemorySettings.MOST_OVERCOMMIT) {
                return factor;
            }
        }
        throw UpCommand.wrong(value, "a number from 1 to " + MemorySettings.MOST_OVERCOMMIT + ", as 2 or 1.5");
    }
}
