package dev.hearth.cli;

import dev.hearth.neighbours.forward.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A key for the requests to another server, from a file in the form of AWS's shared credentials file.
 *
 * @param region the server's region; empty: this one's
 */
record ForwardCredentials(Upstream.Key key, Optional<String> region) {
    private static final String ID = "aws_access_key_id";
    private static final String SECRET = "aws_secret_access_key";
    private static final String TOKEN = "aws_session_token";
    private static final String REGION = "region";

    /** The keys of a file, by the names of its sections, which are services. */
    static Map<String, ForwardCredentials> read(Path file) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        String section = "";
        int number = 0;
        for (String raw : text(file).split("\\R", -1)) {
            number++;
            String line = raw.strip();
            int equals = line.indexOf('=');
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1).strip();
                sections.put(section, new HashMap<>());
            } else if (equals > 0 && !section.isEmpty()) {
                sections.computeIfAbsent(section, _ -> new HashMap<>())
                        .put(
                                line.substring(0, equals).strip(),
                                line.substring(equals + 1).strip());
            } else {
                throw new UsageException("Line " + number + " of the file " + file + " of --forward-credentials is"
                        + " neither [SERVICE] nor NAME = VALUE in a section.");
            }
        }
        Map<String, ForwardCredentials> keys = new LinkedHashMap<>();
        sections.forEach((name, values) -> keys.put(name, of(file, name, values)));
        return keys;
    }

    private static ForwardCredentials of(Path file, String section, Map<String, String> values) {
        String id = values.getOrDefault(ID, "");
        String secret = values.getOrDefault(SECRET, "");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new UsageException("The section [" + section + "] of the file " + file + " of --forward-credentials"
                    + " needs " + ID + " and " + SECRET + ".");
        }
        return new ForwardCredentials(
                new Upstream.Key(id, secret, values.getOrDefault(TOKEN, "")), Optional.ofNullable(values.get(REGION)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UsageException(
                    "The file " + file + " of --forward-credentials can't be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }
}
