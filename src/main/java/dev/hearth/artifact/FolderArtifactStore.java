package dev.hearth.artifact;

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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Code packages in a folder: {@code ab/abcdef...} for content of the digest {@code abcdef...}.
 *
 * <p>A package is written under another name, forced to disk and then renamed, so that what bears a digest as its
 * name is whole, whenever the machine stops.
 */
public final class FolderArtifactStore implements ArtifactStore {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String DRAFT = "draft-";

    private final Path root;
    private final Time time;

    /** Held while a package gets or loses its name, never while bytes are written. */
    private final ReentrantLock naming = new ReentrantLock();

    public FolderArtifactStore(Path root, Time time) throws IOException {
        this.root = Files.createDirectories(root);
        this.time = time;
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
            Files.setLastModifiedTime(draft, FileTime.from(time.now()));
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
        Instant limit = time.now().minus(Limits.GRACE);
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root)) {
            for (Path file : files) {
                if (Files.isDirectory(file)) {
                    removed += sweepFolder(file, used, limit);
                } else if (name(file).startsWith(DRAFT)) {
                    removeOlder(file, limit);
                }
            }
        }
        return removed;
    }

    private int sweepFolder(Path folder, Set<String> used, Instant limit) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = name(file);
                if (DIGEST.matcher(name).matches() && !used.contains(name) && removeOlder(file, limit)) {
                    removed++;
                }
            }
        }
        return removed;
    }

    /** A package that was put again has become young meanwhile: looking and removing are one step. */
    private boolean removeOlder(Path file, Instant limit) throws IOException {
        naming.lock();
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(limit) && Files.deleteIfExists(file);
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            naming.unlock();
        }
    }

    private void place(Path draft, String name) throws IOException {
        Path place = path(name);
        Path folder = root.resolve(name.substring(0, 2));
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            force(root);
        }
        naming.lock();
        try {
            // also over the same content: it is young again, so that a sweep leaves it to its new user
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            naming.unlock();
        }
        force(folder);
    }

    /** Makes a rename durable: a name belongs to its folder, which is forced to disk like a file. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
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
