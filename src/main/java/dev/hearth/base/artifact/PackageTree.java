package dev.hearth.base.artifact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * The files, folders and links of a package as they will be on disk. The tree is built before anything is written.
 *
 * <p>It refuses entries that conflict, and links that lead out of the package. A link is followed here as the kernel
 * would do it, name by name through other links: looking at the text of its target is not enough, as {@code a/up/../x}
 * leads out of the package if {@code a/up} is a link to the package's root.
 */
final class PackageTree {
    /** The node at a path. */
    sealed interface Node permits Folder, File, Link {}

    /** A folder. */
    record Folder(Map<String, Node> children) implements Node {}

    /** A file, whose content is still in the zip file. */
    record File(EntryPath path, ZipArchiveEntry entry) implements Node {}

    /** A symbolic link. */
    record Link(EntryPath path, String target) implements Node {}

    private static final Folder NOTHING = new Folder(Map.of());

    private final Folder root = new Folder(new HashMap<>());
    private final List<EntryPath> folders = new ArrayList<>();
    private final Map<EntryPath, File> files = new LinkedHashMap<>();
    private final List<Link> links = new ArrayList<>();
    private long steps;

    void addFolder(EntryPath path) throws BadPackageException {
        folder(path, path.names().size());
    }

    /**
     * Adds a file. Of several files with one path the last one is used, as unpacking tools do, because some tools for
     * jars repeat files.
     */
    void addFile(EntryPath path, ZipArchiveEntry entry) throws BadPackageException {
        File file = new File(path, entry);
        put(path, file);
        files.put(path, file);
    }

    void addLink(EntryPath path, String target) throws BadPackageException {
        if (target.isEmpty()
                || target.indexOf('\0') >= 0
                || target.getBytes(StandardCharsets.UTF_8).length > Limits.PATH_BYTES) {
            throw BadPackageException.entry(path.toString(), "is a link with an impossible target");
        }
        Link link = new Link(path, target);
        put(path, link);
        links.add(link);
    }

    /** The folders, each after its parent. */
    List<EntryPath> folders() {
        return folders;
    }

    Collection<File> files() {
        return files.values();
    }

    List<Link> links() {
        return links;
    }

    /** Checks all links. To be called when all entries are added, because a link may come before its target. */
    void checkLinks() throws BadPackageException {
        for (Link link : links) {
            if (!staysInside(link)) {
                throw BadPackageException.entry(link.path().toString(), "is a link that points out of the package");
            }
        }
    }

    private void put(EntryPath path, Node node) throws BadPackageException {
        if (path.isRoot()) {
            throw BadPackageException.entry(path.toString(), "stands where the package's root is");
        }
        int depth = path.names().size() - 1;
        Folder parent = folder(path, depth);
        Node earlier = parent.children().put(path.names().get(depth), node);
        if (earlier != null && !(earlier instanceof File && node instanceof File)) {
            throw BadPackageException.entry(path.toString(), "is there more than once");
        }
        checkSize();
    }

    private Folder folder(EntryPath path, int depth) throws BadPackageException {
        Folder folder = root;
        for (int i = 0; i < depth; i++) {
            String name = path.names().get(i);
            switch (folder.children().get(name)) {
                case Folder inner -> folder = inner;
                case null -> {
                    Folder made = new Folder(new HashMap<>());
                    folder.children().put(name, made);
                    folders.add(new EntryPath(path.names().subList(0, i + 1)));
                    folder = made;
                    checkSize();
                }
                case File _, Link _ ->
                    throw BadPackageException.entry(path.toString(), "needs a folder where something else is");
            }
        }
        return folder;
    }

    private void checkSize() throws BadPackageException {
        if (folders.size() + files.size() + links.size() >= Limits.ENTRIES) {
            throw BadPackageException.tooManyEntries();
        }
    }

    /** Follows a link as the kernel would. Its target may be missing, but {@code ..} must not leave the package. */
    private boolean staysInside(Link start) throws BadPackageException {
        Deque<Node> place = new ArrayDeque<>();
        Node here = root;
        for (String name : start.path().names().subList(0, start.path().names().size() - 1)) {
            place.push(here);
            here = child(here, name);
        }
        Deque<String> ahead = new ArrayDeque<>();
        int followed = 0;
        Link link = start;
        while (true) {
            // a loop does not lead out of the package
            if (++followed > Limits.LINKS_FOLLOWED) {
                return true;
            }
            if (link.target().startsWith("/")) {
                return false;
            }
            List.of(link.target().split("/", -1)).reversed().forEach(ahead::push);
            Node next = here;
            while (!(next instanceof Link)) {
                if (ahead.isEmpty()) {
                    return true;
                }
                if (++steps > Limits.LINK_STEPS) {
                    throw BadPackageException.entry(start.path().toString(), "is one of too many links");
                }
                String name = ahead.pop();
                if (name.isEmpty() || name.equals(".")) {
                    continue;
                }
                if (name.equals("..")) {
                    if (place.isEmpty()) {
                        return false;
                    }
                    here = place.pop();
                    next = here;
                    continue;
                }
                next = child(here, name);
                if (!(next instanceof Link)) {
                    place.push(here);
                    here = next;
                }
            }
            link = (Link) next;
        }
    }

    private static Node child(Node parent, String name) {
        return parent instanceof Folder folder ? folder.children().getOrDefault(name, NOTHING) : NOTHING;
    }
}
