package dev.hearth.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** The file in a data folder with which the operator's requests show that they are the operator's. */
public final class OperatorToken {
    private static final String FILE = "operator.token";

    private OperatorToken() {}

    /** The token of a data folder, which has one from its first start on. */
    public static String keep(Path data, Supplier<String> maker) {
        Path file = data.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                Path part = data.resolve(FILE + ".part");
                Files.deleteIfExists(part);
                if (data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.createFile(
                            part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                }
                Files.writeString(part, maker.get() + "\n");
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The token of a data folder over which a server runs. */
    static String read(Path data) {
        try {
            return Files.readString(data.resolve(FILE)).strip();
        } catch (IOException unreadable) {
            throw new UsageException("The file " + data.resolve(FILE) + " can't be read by you.", unreadable);
        }
    }
}
