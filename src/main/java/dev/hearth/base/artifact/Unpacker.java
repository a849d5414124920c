package dev.hearth.base.artifact;

import dev.hearth.model.DataSize;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * Checks and unpacks code packages, whose senders are not trusted.
 *
 * <p>Permissions are those of the zip file with these changes: all users may read each file, and execute it if its
 * owner may; only the owner may write; all users may list and enter folders. Lambda leaves this to the packager. Here
 * functions run as users that own no files, so that a package works for them if it works for its packager.
 */
public final class Unpacker {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");

    /**
     * The permissions that are kept: all of the owner's, and reading and executing for others. A zip file of a system
     * without such permissions has 0.
     */
    private static final int KEPT = 0755;

    private static final int READABLE = 0444;
    private static final int EXECUTABLE = 0111;
    private static final int DEFAULT = 0644;

    private Unpacker() {}

    /**
     * Reads the whole package as for unpacking, and writes nothing.
     *
     * @return the size of its contents
     */
    public static DataSize check(byte[] zip) throws BadPackageException {
        try {
            return check(new SeekableInMemoryByteChannel(zip));
        } catch (BadPackageException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("memory that can't be read", e);
        }
    }

    /** The same for a package in a file. The channel is closed. */
    static DataSize check(SeekableByteChannel zip) throws IOException {
        try (PackageFile file = PackageFile.open(zip)) {
            long[] total = new long[1];
            for (PackageTree.File content : file.tree().files()) {
                file.read(content.entry(), (_, count) -> total[0] += count);
            }
            return new DataSize(total[0]);
        }
    }

    /**
     * Makes the folder {@code target} out of the package; the folder appears complete or not at all, unless the machine
     * loses power. Does nothing if it exists. Its parent must exist.
     *
     * @param owner the owner of all files in it
     * @throws BadPackageException if the package is at fault
     */
    public static void unpack(Path zip, Path target, TreeOwner owner) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path draft = Files.createTempDirectory(parent, ".unpacking-");
        try {
            SeekableByteChannel channel = Files.newByteChannel(zip, StandardOpenOption.READ);
            try (PackageFile file = PackageFile.open(channel)) {
                write(file, draft);
            }
            Files.setPosixFilePermissions(draft, FOLDER);
            owner.own(draft);
            DiskFiles.publish(draft, target);
        } finally {
            DiskFiles.delete(draft);
        }
    }

    private static void write(PackageFile file, Path root) throws IOException {
        PackageTree tree = file.tree();
        for (EntryPath folder : tree.folders()) {
            Path place = resolve(root, folder);
            Files.createDirectory(place);
            Files.setPosixFilePermissions(place, FOLDER);
        }
        for (PackageTree.File content : tree.files()) {
            Path place = resolve(root, content.path());
            try (OutputStream out =
                    Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                file.read(content.entry(), (bytes, count) -> out.write(bytes, 0, count));
            }
            Files.setPosixFilePermissions(place, permissions(content.entry()));
            FileTime modified = content.entry().getLastModifiedTime();
            if (modified != null && modified.toMillis() > 0) {
                // compiled Python files are valid only for the source file's time
                Files.setLastModifiedTime(place, modified);
            }
        }
        // last, so that no file is written through a link
        for (PackageTree.Link link : tree.links()) {
            Path place = resolve(root, link.path());
            try {
                Files.createSymbolicLink(place, Path.of(link.target()));
            } catch (InvalidPathException e) {
                throw BadPackageException.entry(link.path().toString(), "is a link with an impossible target");
            }
        }
    }

    private static Path resolve(Path root, EntryPath path) throws BadPackageException {
        try {
            return root.resolve(path.toString());
        } catch (InvalidPathException e) {
            throw BadPackageException.entry(path.toString(), "has a name that this machine's file system can't have");
        }
    }

    private static Set<PosixFilePermission> permissions(ZipArchiveEntry entry) {
        int mode = entry.getUnixMode() & 0777;
        if (mode == 0) {
            mode = DEFAULT;
        }
        boolean executable = (mode & 0100) != 0;
        int bits = (mode & KEPT) | READABLE | (executable ? EXECUTABLE : 0);
        StringBuilder text = new StringBuilder(9);
        for (int i = 8; i >= 0; i--) {
            text.append((bits >> i & 1) == 0 ? '-' : "xwr".charAt(i % 3));
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
