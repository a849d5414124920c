package dev.hearth.base.artifact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The path of an entry in its package: the names from the root, without {@code .} and {@code ..}. */
record EntryPath(List<String> names) {
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*", Pattern.DOTALL);

    EntryPath {
        names = List.copyOf(names);
    }

    /** Parses a path. It has no names if the entry is the root itself. */
    static EntryPath of(String entry) throws BadPackageException {
        if (entry.startsWith("/")) {
            throw BadPackageException.entry(entry, "has an absolute path");
        }
        if (DRIVE.matcher(entry).matches()) {
            throw BadPackageException.entry(entry, "has a drive letter");
        }
        if (entry.indexOf('\0') >= 0) {
            throw BadPackageException.entry(entry, "has a zero byte in its name");
        }
        if (entry.getBytes(StandardCharsets.UTF_8).length > Limits.PATH_BYTES) {
            throw BadPackageException.entry(entry, "has too long a path");
        }
        List<String> names = new ArrayList<>();
        for (String name : entry.split("/", -1)) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                throw BadPackageException.entry(entry, "leads out of the package");
            }
            if (name.getBytes(StandardCharsets.UTF_8).length > Limits.NAME_BYTES) {
                throw BadPackageException.entry(entry, "has a name of more than " + Limits.NAME_BYTES + " bytes");
            }
            names.add(name);
        }
        return new EntryPath(names);
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    @Override
    public String toString() {
        return String.join("/", names);
    }
}
