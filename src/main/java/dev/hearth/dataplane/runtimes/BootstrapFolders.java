package dev.hearth.dataplane.runtimes;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.model.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Prepares the bootstraps for sandboxes. Each is copied once to a folder that is named by its content and readable by
 * all users. Python's is compiled for the interpreter, because a sandbox can't write to it.
 */
final class BootstrapFolders {
    /** The path of the bootstrap in sandboxes. */
    private static final String RUNTIME = "/var/runtime";

    /**
     * The path in sandboxes of the packages of the AWS SDK for Node.js, which on Lambda are in the bootstrap's folder.
     */
    private static final Path NODEJS_SDK = Path.of("/var/sdk/node_modules");

    /** The version of the prepared form. A change makes copies of earlier releases unused. */
    private static final String FORM = "3 ";

    private final List<Path> sources;
    private final Optional<Path> prepared;

    /**
     * @param sources folders that hold bootstraps by the language's name, each adding to the one before: those of the
     *     project, and what the build has added
     * @param prepared the folder of the copies; empty: nothing is copied, and the images are the sources, which is
     *     enough for a list of runtimes
     */
    BootstrapFolders(List<Path> sources, Optional<Path> prepared) {
        this.sources = List.copyOf(sources);
        this.prepared = prepared;
    }

    /** The bootstrap of a language that needs no preparation; empty if there is none. */
    Optional<Image> prepare(Language language) throws IOException {
        return prepare(language, Optional.empty());
    }

    /** The bootstrap for an interpreter, with files that shorten its start. */
    Optional<Image> prepareFor(Interpreter interpreter) throws IOException {
        return prepare(interpreter.language(), Optional.of(interpreter));
    }

    private Optional<Image> prepare(Language language, Optional<Interpreter> interpreter) throws IOException {
        SortedMap<String, Path> files = files(language);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        String digest =
                digest(files, FORM + interpreter.map(BootstrapFolders::name).orElse(""));
        String name = language.name().toLowerCase(Locale.ROOT);
        if (prepared.isEmpty()) {
            return Optional.of(new Image(digest, sources.getLast().resolve(name).toAbsolutePath()));
        }
        Path folder = prepared.get().resolve(name + "-" + digest.substring(0, 16));
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(prepared.get());
            Path fresh = Files.createTempDirectory(prepared.get(), name + ".new");
            try {
                copy(files, fresh);
                if (interpreter.isPresent()) {
                    complete(fresh, interpreter.get());
                }
                openToAll(fresh);
                if (language == Language.NODEJS) {
                    Files.createSymbolicLink(fresh.resolve("node_modules"), NODEJS_SDK);
                }
                move(fresh, folder);
            } finally {
                DiskFiles.delete(fresh);
            }
        }
        return Optional.of(new Image(digest, folder.toAbsolutePath()));
    }

    private SortedMap<String, Path> files(Language language) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        for (Path source : sources) {
            Path folder = source.resolve(language.name().toLowerCase(Locale.ROOT));
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> found = Files.walk(folder)) {
                found.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().contains("__pycache__"))
                        .forEach(file -> files.put(folder.relativize(file).toString(), file));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return files;
    }

    private static String name(Interpreter interpreter) {
        return interpreter.version() + " " + interpreter.program();
    }

    private static void complete(Path folder, Interpreter interpreter) throws IOException {
        switch (interpreter.language()) {
            case PYTHON ->
                PythonBytecode.compile(
                        interpreter.program(), interpreter.version(), folder, RUNTIME, Limits.COMPILATION);
            case JAVA -> JavaBootstrap.complete(folder, interpreter);
            case DOTNET, GO, NODEJS, PROVIDED, RUBY -> {}
        }
    }

    private static String digest(SortedMap<String, Path> files, String compiler) throws IOException {
        MessageDigest digest = Sha256.begin();
        digest.update(compiler.getBytes(StandardCharsets.UTF_8));
        for (var file : files.entrySet()) {
            digest.update((byte) 0);
            digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) (Files.isExecutable(file.getValue()) ? 2 : 1));
            byte[] content = Files.readAllBytes(file.getValue());
            digest.update(Integer.toString(content.length).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(content);
        }
        return Sha256.end(digest);
    }

    private static void copy(SortedMap<String, Path> files, Path folder) throws IOException {
        for (var file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(folder.resolve(file.getKey()).getParent());
            Files.copy(file.getValue(), target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Makes the files readable for all users: sandboxes have users of their own, and the umask may deny it. */
    private static void openToAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.toList()) {
                boolean open = Files.isDirectory(one)
                        || Files.getPosixFilePermissions(one).contains(PosixFilePermission.OWNER_EXECUTE);
                Files.setPosixFilePermissions(one, PosixFilePermissions.fromString(open ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static void move(Path fresh, Path folder) throws IOException {
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // another thread or process has made the same content
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }
}
