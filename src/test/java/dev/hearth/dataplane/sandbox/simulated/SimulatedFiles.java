package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The files that a program in a simulated sandbox sees, at Lambda's own paths: the images that it was given, and a
 * scratch folder in memory. For one thread.
 */
public final class SimulatedFiles {
    static final Path TASK = Path.of("/var/task");
    static final Path RUNTIME = Path.of("/var/runtime");
    static final Path INTERPRETER = Path.of("/var/lang");
    static final Path LAYERS = Path.of("/opt");
    static final Path SCRATCH = Path.of("/tmp");

    private final Contents contents;
    private final DataSize scratch;
    private final SortedMap<Path, byte[]> written;

    /** @param written the files of the scratch folder, which outlive the program */
    SimulatedFiles(Contents contents, DataSize scratch, SortedMap<Path, byte[]> written) {
        this.contents = contents;
        this.scratch = scratch;
        this.written = written;
    }

    public byte[] read(Path path) throws IOException {
        Path file = path.normalize();
        byte[] bytes = written.get(file);
        if (bytes != null) {
            return bytes.clone();
        }
        for (Path candidate : candidates(file)) {
            if (Files.isRegularFile(candidate)) {
                return Files.readAllBytes(candidate);
            }
        }
        throw new NoSuchFileException(file.toString());
    }

    /**
     * Writes a file in the scratch folder.
     *
     * @throws AccessDeniedException anywhere else
     * @throws FileSystemException if it does not fit
     */
    public void write(Path path, byte[] bytes) throws FileSystemException {
        Path file = path.normalize();
        if (!file.startsWith(SCRATCH) || file.equals(SCRATCH)) {
            throw new AccessDeniedException(file.toString(), null, "read-only file system");
        }
        long others = written.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(file))
                .mapToLong(entry -> entry.getValue().length)
                .sum();
        if (others + bytes.length > scratch.bytes()) {
            throw new FileSystemException(file.toString(), null, "no space left on device");
        }
        written.put(file, bytes.clone());
    }

    /** The files of the scratch folder, by name. */
    public List<Path> scratch() {
        return List.copyOf(written.keySet());
    }

    private List<Path> candidates(Path file) {
        List<Path> candidates = new ArrayList<>();
        add(candidates, file, TASK, contents.code());
        add(candidates, file, RUNTIME, contents.runtime());
        contents.interpreter().ifPresent(image -> add(candidates, file, INTERPRETER, image));
        contents.layers().reversed().forEach(image -> add(candidates, file, LAYERS, image));
        return candidates;
    }

    private static void add(List<Path> candidates, Path file, Path mount, Image image) {
        if (file.startsWith(mount)) {
            candidates.add(image.folder().resolve(mount.relativize(file)));
        }
    }
}
