package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Installations, keys and recipes for tests that run no package manager. */
final class Sdks {
    static final SdkKey PYTHON = new SdkKey(Language.PYTHON, "3.13");
    static final SdkKey NODEJS = new SdkKey(Language.NODEJS, "22");

    private Sdks() {}

    static RuntimeInstallation python() {
        return installation("python3.13", Language.PYTHON, "3.13.1");
    }

    static RuntimeInstallation nodejs() {
        return installation("nodejs22.x", Language.NODEJS, "22.3.0");
    }

    static RuntimeInstallation installation(String name, Language language, String version) {
        return new RuntimeInstallation(
                new RuntimeIdentifier(name),
                language,
                version,
                Path.of("/nowhere"),
                true,
                new Image("r", Path.of("/nowhere")),
                Optional.empty());
    }

    /** A recipe that makes one file. */
    static Recipe file(String name, String content, String version) {
        return recipe(tree -> {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return version;
        });
    }

    /** Fills a tree. */
    interface Filling {
        String fill(Path tree) throws IOException, SdkException, InterruptedException;
    }

    static Recipe recipe(Filling filling) {
        return new Recipe() {
            @Override
            public String install(Workplace place) throws IOException, SdkException, InterruptedException {
                return filling.fill(place.tree());
            }

            @Override
            public boolean isUnneeded(Path path) {
                return path.toString().startsWith("unneeded");
            }
        };
    }
}
