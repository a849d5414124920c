package dev.hearth.neighbours.logs;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that makes a folder a group: a {@link LogFormat.Header}, and then, if there are any, its settings as JSON on
 * a line. It is replaced as a whole, so that a reader or a crash finds the old one or the new.
 */
record GroupFile(Instant created, String name, GroupSettings settings) {
    private static final Logger LOG = LoggerFactory.getLogger(GroupFile.class);
    private static final String FILE = "group";

    static Path in(Path group) {
        return group.resolve(FILE);
    }

    /** The header and settings of a group's folder; empty if the folder has no such file. */
    static Optional<GroupFile> read(Path group) {
        Path file = in(group);
        try {
            byte[] text = Files.readAllBytes(file);
            int end = indexOfNewline(text);
            return end < 0
                    ? Optional.empty()
                    : LogFormat.readHeader(text, end)
                            .map(header -> new GroupFile(
                                    header.created(),
                                    header.name(),
                                    settings(file, Arrays.copyOfRange(text, end + 1, text.length))));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    /** Writes the file into a folder, and forces it to the disk. */
    void write(Path group) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(LogFormat.header(new LogFormat.Header(created, name)));
        if (!settings.equals(GroupSettings.DEFAULT)) {
            text.writeBytes((json(settings).toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        DiskFiles.replace(in(group), group.resolve(FILE + ".new"), text.toByteArray());
        DiskFiles.force(group);
    }

    private static int indexOfNewline(byte[] text) {
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    private static JsonObject json(GroupSettings settings) {
        JsonValue.ObjectBuilder json = JsonObject.builder();
        settings.retentionDays().ifPresent(days -> json.put("retentionInDays", days));
        return json.put("tags", JsonValue.of(settings.tags()))
                .put("kmsKeyId", settings.kmsKey())
                .put("logGroupClass", settings.logClass().name())
                .put("deletionProtectionEnabled", settings.deletionProtected())
                .build();
    }

    private static GroupSettings settings(Path file, byte[] line) {
        if (line.length == 0) {
            return GroupSettings.DEFAULT;
        }
        try {
            JsonObject json = Json.parseObject(line);
            return new GroupSettings(
                    json.integer("retentionInDays").map(Math::toIntExact),
                    json.object("tags").map(JsonObject::strings).orElse(Map.of()),
                    json.string("kmsKeyId"),
                    json.string("logGroupClass")
                            .map(GroupSettings.LogClass::valueOf)
                            .orElse(GroupSettings.LogClass.STANDARD),
                    json.bool("deletionProtectionEnabled").orElse(false));
        } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
            LOG.warn("the settings in {} are damaged and are ignored: {}", file, e.toString());
            return GroupSettings.DEFAULT;
        }
    }
}
