package dev.hearth.base.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Paths inside a tree that nobody else changes meanwhile, followed as a process would whose root the tree is: a link to
 * {@code /etc} leads to the tree's own, and {@code ..} at the root stays there. So no name of an image leads out of it.
 */
final class ScopedPaths {
    private final Path root;

    /** Folders already walked to; emptied when something is removed, as a link may take its place. */
    private final Map<String, Path> walked = new HashMap<>();

    /** @param root the tree's root, itself reached by no link */
    ScopedPaths(Path root) {
        this.root = root;
    }

    /** To be told when something of the tree was removed. */
    void forget() {
        walked.clear();
    }

    /** The names of a path from the root, without {@code .}; with {@code ..} it is refused, where archives are read. */
    static List<String> names(String path) throws ImageException {
        if (path.getBytes(StandardCharsets.UTF_8).length > Limits.PATH_BYTES) {
            throw ImageException.entry(path, "has too long a path");
        }
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                throw ImageException.entry(path, "leads out of the image");
            }
            if (name.indexOf('\0') >= 0 || name.getBytes(StandardCharsets.UTF_8).length > Limits.NAME_BYTES) {
                throw ImageException.entry(path, "has a name that no file can have");
            }
            names.add(name);
        }
        return names;
    }

    /**
     * The place on this machine of a folder in the tree, every link in the path followed. What does not exist is as if
     * it were there: nothing is made.
     *
     * @throws ImageException if links lead in a circle
     */
    Path folder(List<String> names) throws IOException {
        String key = String.join("/", names);
        Path known = walked.get(key);
        if (known == null) {
            known = walk(names);
            if (Files.isDirectory(known, LinkOption.NOFOLLOW_LINKS)) {
                walked.put(key, known);
            }
        }
        return known;
    }

    /** The place of an entry: links on the way are followed, but not the one that it may be. */
    Path entry(List<String> names) throws IOException {
        return child(folder(names.subList(0, names.size() - 1)), names.getLast());
    }

    /** The place of a path, with every link in it and {@code ..} followed. */
    Path follow(String path) throws IOException {
        return walk(List.of(path.split("/", -1)));
    }

    private Path walk(List<String> names) throws IOException {
        Deque<String> ahead = new ArrayDeque<>(names);
        Path place = root;
        int followed = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                Path parent = place.equals(root) ? root : place.getParent();
                place = parent == null ? root : parent;
                continue;
            }
            Path next = child(place, name);
            if (!Files.isSymbolicLink(next)) {
                place = next;
                continue;
            }
            if (++followed > Limits.LINKS_FOLLOWED) {
                throw ImageException.entry(String.join("/", names), "leads through links in a circle");
            }
            String target = Files.readSymbolicLink(next).toString();
            if (target.startsWith("/")) {
                place = root;
            }
            List.of(target.split("/", -1)).reversed().forEach(ahead::push);
        }
        return place;
    }

    private static Path child(Path folder, String name) throws ImageException {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw ImageException.entry(name, "has a name that this machine's file system can't have");
        }
    }
}
