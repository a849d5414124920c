package dev.hearth.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Describes errors of a command line in a sentence that names the correct form. */
final class Mistakes {
    private static final Set<Class<?>> NUMBERS = Set.of(int.class, long.class, Integer.class, Long.class);

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private Mistakes() {}

    static String sentence(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        return switch (problem) {
            case UnmatchedArgumentException unmatched
            when !unmatched.getUnmatched().isEmpty() -> unmatched(command, unmatched.getUnmatched());
            case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given more than once.";
            case MissingParameterException missing
            when !missing.getMissing().isEmpty() -> missing(command, missing.getMissing());
            default ->
                noNumber(problem)
                        .or(() -> Optional.ofNullable(problem.getMessage()))
                        .orElse("That is not understood.");
        };
    }

    /** The sentence for a value that should be a number. */
    private static Optional<String> noNumber(ParameterException problem) {
        return Optional.ofNullable(problem.getArgSpec())
                .filter(argument -> NUMBERS.contains(argument.type()))
                .flatMap(argument -> Optional.ofNullable(problem.getValue())
                        .map(value -> "'" + value + "' is not a value for " + name(argument)
                                + (DIGITS.matcher(value).matches()
                                        ? ": it is too large."
                                        : ": expected a whole number.")));
    }

    private static String unmatched(CommandLine command, List<String> words) {
        String word = words.getFirst();
        if (word.startsWith("-")) {
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            return titled(command) + " has no option " + option + "."
                    + Suggestions.suggestion(
                            option, command.getCommandSpec().optionsMap().keySet());
        }
        if (!command.getSubcommands().isEmpty()) {
            return "There is no command '" + word + "'"
                    + (command.getParent() == null ? "" : " of " + titled(command)) + "."
                    + Suggestions.suggestion(word, command.getSubcommands().keySet());
        }
        return titled(command) + " does not take '" + word + "': what it takes are options, each beginning with --.";
    }

    private static String missing(CommandLine command, List<ArgSpec> missing) {
        List<String> options = missing.stream()
                .filter(OptionSpec.class::isInstance)
                .map(Mistakes::name)
                .toList();
        if (!options.isEmpty()) {
            return String.join(", ", options) + " needs a value.";
        }
        return titled(command) + " needs "
                + missing.stream().map(ArgSpec::paramLabel).collect(Collectors.joining(" and ")) + ".";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String titled(CommandLine command) {
        return "'" + command.getCommandSpec().qualifiedName(" ") + "'";
    }

    /** Describes the cause of a failure by its message, and only without one by its class. */
    static String reason(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(FileSystemException.class::isInstance)
                .map(FileSystemException.class::cast)
                .findFirst()
                .map(Mistakes::ofFile)
                .orElseGet(failure::toString);
    }

    private static String ofFile(FileSystemException failed) {
        return switch (failed) {
            case AccessDeniedException denied -> denied.getFile() + " may not be read or written by you.";
            case NoSuchFileException missing -> missing.getFile() + " does not exist.";
            default ->
                failed.getFile() + ": "
                        + Optional.ofNullable(failed.getReason()).orElse("the file system refuses") + ".";
        };
    }
}
