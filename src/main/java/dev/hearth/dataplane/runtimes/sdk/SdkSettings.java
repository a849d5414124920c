package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.Language;
import java.util.Optional;
import java.util.Set;

/**
 * The SDKs that functions find.
 *
 * @param languages the languages with an SDK
 * @param clients of the SDK for Node.js; empty: the common ones, or those that the operator has had made
 */
public record SdkSettings(Set<Language> languages, Optional<NodejsClients> clients) {
    /** The languages whose runtimes have an SDK on Lambda. */
    public static final Set<Language> LANGUAGES = Set.of(Language.PYTHON, Language.NODEJS, Language.RUBY);

    public static final SdkSettings DEFAULT = new SdkSettings(LANGUAGES, Optional.empty());

    public SdkSettings {
        languages = Set.copyOf(languages);
    }
}
