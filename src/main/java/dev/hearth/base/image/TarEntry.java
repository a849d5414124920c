package dev.hearth.base.image;

import java.time.Instant;

/**
 * One entry of an archive.
 *
 * @param name its path as the archive has it
 * @param link what a link points to; empty for others
 * @param mode the permissions, without the type
 * @param size of a file's content
 */
record TarEntry(String name, Type type, String link, int mode, long size, Instant modified) {
    /** What it is. */
    enum Type {
        FILE,
        FOLDER,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device, a pipe: nothing that a function is given. */
        SPECIAL
    }
}
