package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * An SDK that was made.
 *
 * @param tree the digest of its files, which names their folder
 * @param version as {@code boto3 1.40.61}
 * @param clients {@link NodejsClients#text} of Node.js; empty text for other languages
 * @param bytes the size of its files
 */
public record SdkRecord(String tree, String version, String clients, long bytes, Instant made) {
    byte[] toJson() {
        return Json.write(JsonObject.builder()
                .put("tree", tree)
                .put("version", version)
                .put("clients", clients)
                .put("bytes", bytes)
                .put("made", made.toString())
                .build());
    }

    /** Parses a record; empty if the text is no record. */
    static Optional<SdkRecord> parse(byte[] text) {
        try {
            JsonObject json = Json.parseObject(text);
            return Optional.of(new SdkRecord(
                    json.string("tree").orElseThrow(),
                    json.string("version").orElseThrow(),
                    json.string("clients").orElse(""),
                    json.integer("bytes").orElse(0L),
                    Instant.parse(json.string("made").orElseThrow())));
        } catch (JsonException | DateTimeException | java.util.NoSuchElementException notARecord) {
            return Optional.empty();
        }
    }

    /** Whether it has the clients of a setting. */
    boolean has(Optional<NodejsClients> wanted) {
        return wanted.isEmpty()
                || clients.isEmpty()
                || clients.equals("all")
                || clients.equals(wanted.get().text());
    }
}
