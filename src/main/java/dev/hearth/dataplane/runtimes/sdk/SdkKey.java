package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import java.util.Locale;
import java.util.Optional;

/**
 * The key of an SDK: a release of an interpreter, because versions of packages differ in the releases that they
 * support.
 *
 * @param release {@code 3.13} of Python, {@code 20} of Node.js, {@code 3.4} of Ruby
 */
public record SdkKey(Language language, String release) {
    /** The key of a runtime; empty if Lambda has no SDK for its language. */
    public static Optional<SdkKey> of(RuntimeInstallation runtime) {
        String[] version = runtime.interpreterVersion().split("\\.", 3);
        return switch (runtime.language()) {
            case PYTHON, RUBY -> Optional.of(new SdkKey(runtime.language(), version[0] + "." + version[1]));
            case NODEJS -> Optional.of(new SdkKey(runtime.language(), version[0]));
            case DOTNET, GO, JAVA, PROVIDED -> Optional.empty();
        };
    }

    /** Its text, such as {@code python3.13}, which is also the name of its files. */
    public String name() {
        return language.name().toLowerCase(Locale.ROOT) + release;
    }
}
