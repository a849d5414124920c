package dev.hearth.cli;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The file in a data folder that describes the running server, for {@code hearth env}.
 *
 * @param endpoint such as {@code http://127.0.0.1:9380}
 * @param process the process id
 * @param open whether other machines can connect: {@code yes} or {@code no}
 */
public record RunningServer(String endpoint, String region, String account, long process, String open) {
    private static final String FILE = "server.properties";

    public void write(Path data) {
        String text = "endpoint=" + endpoint + "\nregion=" + region + "\naccount=" + account + "\nprocess=" + process
                + "\nopen=" + open + "\n";
        try {
            Path part = Files.writeString(data.resolve(FILE + ".part"), text);
            Files.move(part, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether other machines can connect to the server. */
    boolean isOpen() {
        return !open.equals("no");
    }

    /** The server's process; empty if it has ended. */
    Optional<ProcessHandle> handle() {
        return ProcessHandle.of(process).filter(ProcessHandle::isAlive);
    }

    /** Reads the file; empty if no server runs over this folder, also if the last one was killed. */
    static Optional<RunningServer> read(Path data) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(data.resolve(FILE))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        RunningServer server = new RunningServer(
                properties.getProperty("endpoint", ""),
                properties.getProperty("region", ""),
                properties.getProperty("account", ""),
                Long.parseLong(properties.getProperty("process", "0")),
                properties.getProperty("open", "yes"));
        return server.handle().map(alive -> server);
    }
}
