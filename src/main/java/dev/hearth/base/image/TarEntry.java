package dev.hearth.base.image;

import java.time.Instant;

/**
 * One entry of an archive.
 *
 * @param name its path in the archive
 * @param link the target of a link; empty for others
 * @param mode the permissions, without the type
 * @param size of a file's content
 */
record TarEntry(String name, Type type, String link, int mode, long size, Instant modified) {
    /** The type of an entry. */
    enum Type {
        FILE,
        FOLDER,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device or a pipe, which functions don't get. */
        SPECIAL
    }
}
