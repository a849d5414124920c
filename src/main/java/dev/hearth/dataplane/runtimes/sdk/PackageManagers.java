package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The recipes for the package managers of this machine. */
record PackageManagers(RuntimeCatalog runtimes, Map<String, String> environment) implements Recipe.Book {
    @Override
    public Recipe of(RuntimeInstallation runtime, NodejsClients clients) {
        String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        return switch (runtime.language()) {
            case PYTHON -> new PythonRecipe(runtime, pythons(runtime));
            case NODEJS -> new NodejsRecipe(runtime, clients, path);
            case RUBY -> new RubyRecipe(runtime, path);
            case DOTNET, GO, JAVA, PROVIDED -> throw new IllegalArgumentException("no SDK for " + runtime.language());
        };
    }

    /** The runtime's own interpreter, then the others, the newest first, because they have the newest pip. */
    private List<Path> pythons(RuntimeInstallation runtime) {
        Set<Path> pythons = new LinkedHashSet<>(List.of(runtime.interpreter()));
        runtimes.all().reversed().stream()
                .filter(one -> one.language() == Language.PYTHON)
                .forEach(one -> pythons.add(one.interpreter()));
        return List.copyOf(pythons);
    }
}
