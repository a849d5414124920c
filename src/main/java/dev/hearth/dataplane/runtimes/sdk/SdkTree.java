package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.linux.FileSystems;
import dev.hearth.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of an SDK: plain files and folders, readable by all users, because sandboxes have users of their own.
 *
 * @param files in the order of their names
 */
record SdkTree(Path root, List<Path> files, long bytes) {
    SdkTree {
        files = List.copyOf(files);
    }

    /**
     * Reads a folder, and removes its unneeded files.
     *
     * @param unneeded tests paths within the folder
     * @throws SdkException if it is empty or over a limit
     */
    static SdkTree of(Path root, Predicate<Path> unneeded) throws IOException, SdkException {
        Files.walkFileTree(root, new Cleaning(root, unneeded));
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .limit(Limits.FILES + 1L)
                    .sorted()
                    .toList();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        if (files.isEmpty()) {
            throw new SdkException("the package manager installed nothing");
        }
        if (files.size() > Limits.FILES || bytes > Limits.TREE.bytes()) {
            throw new SdkException(
                    "it is larger than " + Limits.TREE.toMebibytes() + " MB or " + Limits.FILES + " files");
        }
        return new SdkTree(root, files, bytes);
    }

    /** Removes unneeded files, and makes the others readable by all users. */
    private static final class Cleaning extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Predicate<Path> unneeded;

        Cleaning(Path root, Predicate<Path> unneeded) {
            this.root = root;
            this.unneeded = unneeded;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (!folder.equals(root) && unneeded.test(root.relativize(folder))) {
                DiskFiles.delete(folder);
                return FileVisitResult.SKIP_SUBTREE;
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            // links could lead out of the tree, and packages of SDKs have none
            if (!attributes.isRegularFile() || unneeded.test(root.relativize(file))) {
                Files.delete(file);
            } else {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** The digest of the content. Trees with the same digest have the same files. */
    String digest() throws IOException {
        MessageDigest digest = Sha256.begin();
        for (Path file : files) {
            byte[] head = (root.relativize(file) + "\0" + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8);
            digest.update(head);
            try (InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
        }
        return Sha256.end(digest);
    }

    /** Forces the files to disk, with one call where the system has it, because there are thousands. */
    void force() throws IOException {
        if (System.getProperty("os.name").equals("Linux")) {
            FileSystems.sync(root);
            return;
        }
        for (Path file : files) {
            DiskFiles.force(file);
        }
    }
}
