package dev.hearth.neighbours.s3.folder;

import java.io.IOException;

/** A file of the folder was changed by another program, or is damaged. */
final class DamagedFileException extends IOException {
    DamagedFileException() {
        super("not a file of this folder, or no longer");
    }
}
