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
 * Resolves paths inside a tree as for a process with the tree as its root: a link to {@code /etc} leads to the tree's
 * own, and {@code ..} at the root stays there. So no path of an image leads out of the tree. The tree must not be
 * changed by others meanwhile.
 */
final class ScopedPaths {
    private final Path root;

    /** Resolved folders. They are forgotten when a file is removed, because a link may take its place. */
    private final Map<String, Path> walked = new HashMap<>();

    /** @param root the tree's root, without symbolic links in its path */
    ScopedPaths(Path root) {
        this.root = root;
    }

    /** Forgets resolved folders. It must be called after a removal in the tree. */
    void forget() {
        walked.clear();
    }

    /** The names of a path from the root, without {@code .}. A path of an archive with {@code ..} is refused. */
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
     * The path on this machine of a folder in the tree, with all links followed. Missing folders are not made.
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

    /** The path of an entry. Links are followed, except the last name. */
    Path entry(List<String> names) throws IOException {
        return child(folder(names.subList(0, names.size() - 1)), names.getLast());
    }

    /** The path that all links and {@code ..} lead to. */
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
