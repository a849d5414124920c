package dev.hearth.base.artifact;

import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.Sha256;
import dev.hearth.time.Time;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Code packages in a folder: {@code ab/abcdef...} for content of the digest {@code abcdef...}.
 *
 * <p>A package is written under another name, forced to disk and then renamed, so that a file with a digest as its name
 * is always complete, even after a power failure.
 */
public final class FolderArtifactStore implements ArtifactStore {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String DRAFT = "draft-";

    private final Path root;
    private final NamedFiles names;

    public FolderArtifactStore(Path root, Time time) throws IOException {
        this.root = Files.createDirectories(root);
        this.names = new NamedFiles(time);
    }

    @Override
    public CodePackage put(InputStream content) throws IOException {
        Path draft = Files.createTempFile(root, DRAFT, ".zip");
        try {
            MessageDigest digest = Sha256.begin();
            long size = 0;
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                byte[] buffer = new byte[Limits.BUFFER_BYTES];
                for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                    digest.update(buffer, 0, count);
                    size += count;
                    ByteBuffer left = ByteBuffer.wrap(buffer, 0, count);
                    while (left.hasRemaining()) {
                        channel.write(left);
                    }
                }
                channel.force(true);
            }
            String name = Sha256.end(digest);
            place(draft, name);
            return new CodePackage(name, new DataSize(size));
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    @Override
    public boolean contains(String sha256) {
        return Files.isRegularFile(path(sha256));
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        try {
            return Files.newInputStream(path(sha256));
        } catch (NoSuchFileException e) {
            FileNotFoundException missing = new FileNotFoundException("no code package " + sha256);
            missing.initCause(e);
            throw missing;
        }
    }

    @Override
    public DataSize check(String sha256) throws IOException {
        return Unpacker.check(Files.newByteChannel(path(sha256), StandardOpenOption.READ));
    }

    @Override
    public int sweep(Set<String> used) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root)) {
            for (Path file : files) {
                if (Files.isDirectory(file)) {
                    removed += sweepFolder(file, used);
                } else if (name(file).startsWith(DRAFT)) {
                    names.removeOlder(file, Limits.GRACE);
                }
            }
        }
        return removed;
    }

    private int sweepFolder(Path folder, Set<String> used) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = name(file);
                if (DIGEST.matcher(name).matches() && !used.contains(name) && names.removeOlder(file, Limits.GRACE)) {
                    removed++;
                }
            }
        }
        return removed;
    }

    private void place(Path draft, String name) throws IOException {
        Path folder = root.resolve(name.substring(0, 2));
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            DiskFiles.force(root);
        }
        // also replaces a file with the same content, so that the file is new and no sweep removes it
        names.place(draft, path(name));
    }

    private Path path(String sha256) {
        if (!DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a digest: " + sha256);
        }
        return root.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
