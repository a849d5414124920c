package dev.hearth.dataplane.runtimes;

import dev.hearth.base.image.UnpackedImage;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The external extensions of a function: the files in {@code /opt/extensions}, which come from layers, or from a
 * container image. Whether one is a program shows when it is started.
 */
public final class ExtensionPrograms {
    /** Where they are in an image. */
    public static final Path FOLDER = Path.of("/opt/extensions");

    /**
     * Variables that extensions don't get, beside the runtime's own. From "Lambda Extensions API", "Environment
     * variables".
     */
    private static final Set<String> OF_THE_RUNTIME = Set.of(
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_XRAY_CONTEXT_MISSING",
            "AWS_XRAY_DAEMON_ADDRESS",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT",
            "_AWS_XRAY_DAEMON_ADDRESS",
            "_AWS_XRAY_DAEMON_PORT",
            "_HANDLER",
            "_LAMBDA_TELEMETRY_LOG_FD");

    private ExtensionPrograms() {}

    /** The names of those that a function's layers hold, in their order. */
    public static Collection<String> ofLayers(Contents contents) {
        Set<String> names = new TreeSet<>();
        for (Image layer : contents.layers()) {
            names.addAll(files(layer.folder().resolve("extensions")));
        }
        return names;
    }

    /** The names of those that an image holds, in their order. */
    public static Collection<String> ofImage(Path unpacked) {
        try {
            Optional<Path> folder = UnpackedImage.find(unpacked, FOLDER.toString());
            return folder.isEmpty() ? List.of() : files(folder.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How they are started.
     *
     * @param folder where the sandbox sees them
     * @param environment the function's variables
     */
    public static Assignment.Companions companions(
            Collection<String> names, Path folder, Map<String, String> environment) {
        if (names.isEmpty()) {
            return Assignment.Companions.NONE;
        }
        Map<String, String> own = new HashMap<>(environment);
        own.keySet().removeAll(OF_THE_RUNTIME);
        return new Assignment.Companions(
                names.stream()
                        .map(name -> new Companion(name, folder.resolve(name)))
                        .toList(),
                own);
    }

    private static Collection<String> files(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
