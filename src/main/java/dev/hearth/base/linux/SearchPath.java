package dev.hearth.base.linux;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The folders in which tools of the system are searched, in order.
 *
 * @param folders absolute paths
 */
public record SearchPath(List<Path> folders) {
    /** The folders of administrators' tools, which the {@code PATH} of a service or of {@code su} may lack. */
    private static final List<Path> ADMINISTRATORS =
            List.of(Path.of("/usr/local/sbin"), Path.of("/usr/sbin"), Path.of("/sbin"));

    /** This process's {@code PATH}, and administrators' folders. */
    public static final SearchPath SYSTEM = of(System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));

    public SearchPath {
        folders = List.copyOf(folders);
    }

    /** The absolute folders of a {@code PATH}, then those of administrators' tools. */
    public static SearchPath of(String path) {
        Set<Path> folders = Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        folders.addAll(ADMINISTRATORS);
        return new SearchPath(List.copyOf(folders));
    }

    /** Finds a program. */
    public Optional<Path> find(String program) {
        return folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** The value of {@code PATH}. */
    @Override
    public String toString() {
        return folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
