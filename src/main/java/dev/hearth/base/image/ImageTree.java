package dev.hearth.base.image;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.image.ImageException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of an image. Layers are applied one after the other.
 *
 * <p>Permissions are the image's, with the changes that {@code artifact.Unpacker} makes to packages: all users may read
 * each file, and execute it if its owner may; only the owner may write; set-uid, set-gid and sticky bits are dropped.
 * So files that belong to root in the image work for the user of functions. Devices and pipes are left out. All files
 * belong to root in a sandbox, whatever their owner in the image.
 */
final class ImageTree {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> READ_ONLY_FILE = PosixFilePermissions.fromString("r--r--r--");
    private static final Set<PosixFilePermission> READ_ONLY_PROGRAM = PosixFilePermissions.fromString("r-xr-xr-x");
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String OTHERS = ".wh..wh.";

    private final Path root;
    private final ScopedPaths paths;

    /** The files of the layer that is being applied. Whiteouts concern only files of lower layers. */
    private final Set<Path> made = new HashSet<>();

    private final byte[] buffer = new byte[Limits.BUFFER_BYTES];
    private long bytes;
    private int entries;

    /** @param root an empty folder, without symbolic links in its path */
    ImageTree(Path root) throws IOException {
        this.root = root;
        this.paths = new ScopedPaths(root);
        Files.setPosixFilePermissions(root, FOLDER);
    }

    /** Applies a layer's archive. */
    void apply(TarReader layer) throws IOException {
        made.clear();
        for (var entry = layer.next(); entry.isPresent(); entry = layer.next()) {
            try {
                apply(entry.get(), layer);
            } catch (FileSystemException e) {
                throw translated(entry.get().name(), e);
            }
        }
    }

    private void apply(TarEntry entry, TarReader content) throws IOException {
        if (++entries > Limits.ENTRIES) {
            throw ImageException.invalid("The image has more than " + Limits.ENTRIES + " files, folders and links");
        }
        List<String> names = ScopedPaths.names(entry.name());
        if (names.isEmpty()) {
            return; // the root, whose permissions are set already
        }
        Path parent = folder(names.subList(0, names.size() - 1), entry.name());
        String name = names.getLast();
        if (name.startsWith(WHITEOUT)) {
            whiteout(parent, name, entry.name());
            return;
        }
        Path place = paths.entry(names);
        switch (entry.type()) {
            case FOLDER -> makeFolder(place);
            case FILE -> write(place, entry, content);
            case SYMBOLIC_LINK -> link(place, entry);
            case HARD_LINK -> hardLink(place, entry);
            case SPECIAL -> clear(place);
        }
        made.add(place);
    }

    /** The folder of a path; missing folders are made. */
    private Path folder(List<String> names, String entry) throws IOException {
        Path folder = paths.folder(names);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return folder;
        }
        // one by one: the target of a link may be missing, and is then made inside the tree
        Path reached = root;
        for (int i = 1; i <= names.size(); i++) {
            reached = paths.folder(names.subList(0, i));
            makeAll(reached, entry);
        }
        return reached;
    }

    private void makeAll(Path folder, String entry) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent == null || !folder.startsWith(root)) {
            throw new IllegalStateException("outside of the tree: " + folder);
        }
        makeAll(parent, entry);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw ImageException.entry(entry, "needs a folder where something else is");
        }
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, FOLDER);
    }

    private void makeFolder(Path place) throws IOException {
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            clear(place);
            Files.createDirectory(place);
            Files.setPosixFilePermissions(place, FOLDER);
        }
    }

    private void write(Path place, TarEntry entry, TarReader content) throws IOException {
        bytes += entry.size();
        if (bytes > Limits.UNPACKED.bytes()) {
            throw ImageException.tooLarge();
        }
        clear(place);
        try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                out.write(buffer, 0, count);
            }
        }
        Files.setPosixFilePermissions(place, permissions(entry.mode()));
        // compiled Python files are valid only for the source file's time
        Files.setLastModifiedTime(place, FileTime.from(entry.modified()));
    }

    private void link(Path place, TarEntry entry) throws IOException {
        if (entry.link().isEmpty() || entry.link().indexOf('\0') >= 0) {
            throw ImageException.entry(entry.name(), "is a link with an impossible target");
        }
        clear(place);
        try {
            Files.createSymbolicLink(place, Path.of(entry.link()));
        } catch (InvalidPathException e) {
            throw ImageException.entry(entry.name(), "is a link with an impossible target");
        }
    }

    private void hardLink(Path place, TarEntry entry) throws IOException {
        List<String> names = ScopedPaths.names(entry.link());
        if (names.isEmpty()) {
            throw ImageException.entry(entry.name(), "is a link with an impossible target");
        }
        Path target = paths.entry(names);
        if (target.equals(place)) {
            return;
        }
        boolean file = Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS);
        if (!file && !Files.isSymbolicLink(target)) {
            throw ImageException.entry(entry.name(), "is a second name of a file that is not there");
        }
        clear(place);
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw ImageException.entry(entry.name(), "is a second name of a file that it replaces");
        }
        if (file) {
            Files.createLink(place, target);
        } else {
            Files.createSymbolicLink(place, Files.readSymbolicLink(target));
        }
    }

    private void whiteout(Path parent, String name, String entry) throws IOException {
        if (name.equals(OPAQUE)) {
            try (var children = Files.newDirectoryStream(parent)) {
                for (Path child : children) {
                    removeLower(child);
                }
            }
            return;
        }
        if (name.startsWith(OTHERS)) {
            return; // metadata of the AUFS file system of old builders
        }
        String hidden = name.substring(WHITEOUT.length());
        if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
            throw ImageException.entry(entry, "hides nothing that can be there");
        }
        removeLower(parent.resolve(hidden));
    }

    /** Removes the files of lower layers at a path and below it. */
    private void removeLower(Path place) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        paths.forget();
        Files.walkFileTree(place, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!made.contains(file)) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, java.io.IOException failure) throws IOException {
                if (!made.contains(folder) && isEmpty(folder)) {
                    Files.delete(folder);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var children = Files.newDirectoryStream(folder)) {
            return !children.iterator().hasNext();
        }
    }

    /** Removes the file or folder at a path. */
    private void clear(Path place) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        paths.forget();
        DiskFiles.delete(place);
    }

    /**
     * Makes the mount points of sandboxes, because the tree is read-only later. A link or file of the image at such a
     * path is removed.
     *
     * @throws ImageException if a link makes one mount point part of another
     */
    void addMountPoints(List<String> folders, List<String> files) throws IOException {
        Map<String, Path> places = new LinkedHashMap<>();
        for (String folder : folders) {
            folder(ScopedPaths.names(parent(folder)), folder);
            Path place = paths.entry(ScopedPaths.names(folder));
            requireOutside(places, folder, place);
            makeFolder(place);
            places.put(folder, place);
        }
        for (String file : files) {
            folder(ScopedPaths.names(parent(file)), file);
            Path place = paths.entry(ScopedPaths.names(file));
            requireOutside(places, file, place);
            if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
                clear(place);
                Files.createFile(place);
                Files.setPosixFilePermissions(place, FILE);
            }
        }
    }

    private static void requireOutside(Map<String, Path> taken, String point, Path place) throws ImageException {
        for (Map.Entry<String, Path> other : taken.entrySet()) {
            if (place.startsWith(other.getValue())) {
                throw ImageException.invalid("In the image, links lead " + point + " into " + other.getKey()
                        + ", where a function finds its sandbox's own files");
            }
        }
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        boolean writable = (mode & 0200) != 0;
        if ((mode & 0100) != 0) {
            return writable ? PROGRAM : READ_ONLY_PROGRAM;
        }
        return writable ? FILE : READ_ONLY_FILE;
    }

    /**
     * Translates a file name that this machine can't store, for example because it is too long, into an error of the
     * image.
     */
    private static IOException translated(String entry, FileSystemException e) {
        String reason = e.getReason();
        boolean impossible = reason != null && (reason.contains("name too long") || reason.contains("Too many links"));
        return impossible
                ? new ImageException(
                        Reason.INVALID,
                        "The entry '" + ImageException.printable(entry) + "' of a layer can't be made: " + reason,
                        e)
                : e;
    }
}
