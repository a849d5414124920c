package dev.hearth.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import software.amazon.awssdk.core.SdkBytes;

/** Makes deployment packages. */
final class Packages {
    private static final int EXECUTABLE_FILE = 0100755;

    private Packages() {}

    /** A zip file of one text file. */
    static SdkBytes zip(String name, String content) {
        return zip(Map.of(name, content.getBytes(StandardCharsets.UTF_8)));
    }

    static SdkBytes zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(file.getKey());
                entry.setUnixMode(EXECUTABLE_FILE);
                zip.putArchiveEntry(entry);
                zip.write(file.getValue());
                zip.closeArchiveEntry();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return SdkBytes.fromByteArrayUnsafe(bytes.toByteArray());
    }
}
