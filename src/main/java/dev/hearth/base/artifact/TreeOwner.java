package dev.hearth.base.artifact;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalInt;

/**
 * The owner of the files of an unpacked tree.
 *
 * @param id the id of a user and of a group; empty for the user who unpacks the files
 */
public record TreeOwner(OptionalInt id) {
    /** The user who unpacks the files: no owner has to be changed. */
    public static final TreeOwner UNPACKER = new TreeOwner(OptionalInt.empty());

    /** The user and group of this id. Only root can change the owner of files. */
    public static TreeOwner of(int id) {
        return new TreeOwner(OptionalInt.of(id));
    }

    /** Changes the owner of all files, folders and links of a tree. Links are not followed. */
    public void own(Path tree) throws IOException {
        if (id.isEmpty()) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                ownAlone(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                ownAlone(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Changes the owner of one file, folder or link. */
    public void ownAlone(Path file) throws IOException {
        if (id.isPresent()) {
            Files.setAttribute(file, "unix:uid", id.getAsInt(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", id.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
