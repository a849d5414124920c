package dev.hearth.dataplane.sandbox.process;

import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;

/**
 * Merges layers into the folder that a function sees. A plain process has no mounts, so that a single layer is used
 * directly, and several are merged once and kept until the driver closes.
 */
final class LayerTrees {
    private final Path home;

    LayerTrees(Path home) {
        this.home = home;
    }

    /** The path of merged layers, also before they exist. */
    Path path(List<Image> layers) {
        if (layers.size() == 1) {
            return layers.getFirst().folder();
        }
        return home.resolve(layers.isEmpty() ? "none" : name(layers));
    }

    /** Merges the layers, unless the folder exists. */
    void prepare(List<Image> layers) throws IOException {
        Path target = path(layers);
        if (Files.isDirectory(target)) {
            return;
        }
        Files.createDirectories(home);
        Path building = Files.createTempDirectory(home, "building-");
        for (Image layer : layers) {
            FileTrees.overlay(layer.folder(), building);
        }
        try {
            Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            FileTrees.delete(building);
            if (!Files.isDirectory(target)) {
                throw e;
            }
            // another thread has merged the same layers
        }
    }

    private static String name(List<Image> layers) {
        MessageDigest digest = Sha256.begin();
        for (Image layer : layers) {
            digest.update((layer.digest() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.end(digest);
    }
}
