package dev.hearth.neighbours.s3.folder;

import java.io.IOException;

/** A file of the folder is not as it was written: somebody else's hand, or the disk's. */
final class DamagedFileException extends IOException {
    DamagedFileException() {
        super("not a file of this folder, or no longer");
    }
}
