package dev.hearth.dataplane.runtimes;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the versions of programs by running them. Results are kept in a file until the program changes (its path, size
 * or time), so that only the first start of Hearth on a machine takes that time. Safe for use by several threads.
 */
final class VersionProbe {
    private static final Logger LOG = LoggerFactory.getLogger(VersionProbe.class);

    private final Path memory;
    private final Properties known = new Properties();

    VersionProbe(Path memory) {
        this.memory = memory;
        if (Files.exists(memory)) {
            try (Reader reader = Files.newBufferedReader(memory)) {
                known.load(reader);
            } catch (IOException | IllegalArgumentException unreadable) {
                LOG.warn("forgetting the versions of interpreters: {} can't be read", memory);
            }
        }
    }

    /** The version of a program; empty if it prints none. */
    Optional<Version> version(Path program) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(program, BasicFileAttributes.class);
            String key = program + "|" + attributes.size() + "|"
                    + attributes.lastModifiedTime().toMillis();
            String text = known.getProperty(key);
            if (text == null) {
                text = ask(program);
                known.setProperty(key, text);
            }
            return Version.find(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void save() {
        try {
            Files.createDirectories(memory.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(memory.toAbsolutePath().getParent(), "versions", ".new");
            try (Writer writer = Files.newBufferedWriter(fresh)) {
                known.store(writer, null);
            }
            Files.move(fresh, memory, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("the versions of interpreters can't be kept for the next start: {}", e.toString());
        }
    }

    /** The version that a program prints; nothing if it fails, which is kept too. */
    private static String ask(Path program) throws IOException {
        // Java up to 8 has only the option with one dash
        String option = program.endsWith("java") ? "-version" : "--version";
        ProcessBuilder builder = new ProcessBuilder(List.of(program.toString(), option));
        builder.redirectErrorStream(true).environment().clear();
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            if (!process.waitFor(Limits.VERSION.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                return "";
            }
            String text = new String(output.readNBytes(Limits.VERSION_TEXT_BYTES), StandardCharsets.UTF_8);
            return Version.find(text).map(Version::toString).orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for the version of " + program, e);
        } finally {
            process.destroyForcibly();
        }
    }
}
