package dev.hearth.dataplane.runtimes;

import dev.hearth.model.RuntimeIdentifier;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The languages of functions, with the prefix of their runtimes' names. */
public enum Language {
    DOTNET("dotnet(?:core)?"),
    GO("go"),
    JAVA("java"),
    NODEJS("nodejs"),
    /** An executable of the function, in any language. */
    PROVIDED("provided"),
    PYTHON("python"),
    RUBY("ruby");

    private final Pattern form;

    Language(String prefix) {
        form = Pattern.compile(prefix + "([0-9]+)?(?:\\.([0-9]+|x))?(?:\\.al[0-9]+)?");
    }

    /** The language and version in a runtime's name. */
    record Wanted(Language language, Version version) {}

    static Optional<Wanted> parse(RuntimeIdentifier identifier) {
        for (Language language : values()) {
            Matcher matcher = language.form.matcher(identifier.value());
            if (matcher.matches()) {
                return Optional.of(new Wanted(language, new Version(part(matcher, 1), part(matcher, 2), 0)));
            }
        }
        return Optional.empty();
    }

    private static int part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null || digits.equals("x") ? 0 : Integer.parseInt(digits);
    }

    /** Whether names of runtimes contain the minor version. */
    boolean namedByMinor() {
        return this == PYTHON || this == RUBY;
    }

    /** Whether an interpreter of another major release can run a runtime's functions. */
    boolean crossesMajors() {
        return this != PYTHON;
    }
}
