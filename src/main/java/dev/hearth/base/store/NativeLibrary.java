package dev.hearth.base.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked into the data folder. By default the driver unpacks it for each process into the
 * folder for temporary files, and a killed process leaves it there.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String FOLDER = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /**
     * Makes the driver load the library from this folder. If the library can't be unpacked there, the driver uses its
     * default.
     */
    static void keepIn(Path folder) {
        if (System.getProperty(FOLDER) != null) {
            return;
        }
        String library = LibraryLoaderUtil.getNativeLibName();
        String name = SQLiteJDBCLoader.getVersion() + "-" + library;
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + library;
        try (InputStream content = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (content == null) {
                return; // there is no library for this machine: the driver reports that
            }
            unpack(content, folder, name);
            System.setProperty(FOLDER, folder.toAbsolutePath().toString());
            System.setProperty(NAME, name);
        } catch (IOException e) {
            LOG.debug("SQLite's library can't be kept in {}: {}", folder, e.toString());
        }
    }

    /** Writes the file atomically, so that processes that do the same at once don't disturb each other. */
    private static void unpack(InputStream content, Path folder, String name) throws IOException {
        Path place = folder.resolve(name);
        if (Files.exists(place)) {
            return;
        }
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, name, ".draft");
        try {
            Files.copy(content, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
