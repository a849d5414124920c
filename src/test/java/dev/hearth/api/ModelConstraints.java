package dev.hearth.api;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the API's model allows of each operation's members: {@code lambda-constraints.jsonl}. */
final class ModelConstraints {
    private ModelConstraints() {}

    /**
     * A member of a request.
     *
     * @param where {@code path}, {@code query}, {@code header} or {@code body}
     * @param path its name; in a body behind those of the structures that it is in
     * @param type {@code string}, {@code number}, {@code boolean}, {@code blob}, {@code timestamp}, {@code list},
     *     {@code map} or {@code structure}
     * @param many whether it is a list of such strings
     * @param most how many a list may have
     */
    record Member(
            String where,
            List<String> path,
            String type,
            boolean required,
            boolean many,
            Optional<Long> least,
            Optional<Long> greatest,
            Optional<Long> most,
            Optional<Pattern> pattern,
            List<String> values) {
        String name() {
            return path.getLast();
        }

        @Override
        public String toString() {
            return where + " " + String.join(".", path);
        }
    }

    static Map<String, List<Member>> read() throws IOException {
        Map<String, List<Member>> operations = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ModelConstraints.class.getResourceAsStream("/lambda-constraints.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonObject operation = Json.parseObject(line);
                List<Member> members = new ArrayList<>();
                operation.array("members").orElseThrow().objects().forEach(member -> members.add(member(member)));
                operations.put(operation.string("operation").orElseThrow(), members);
            }
        }
        return operations;
    }

    private static Member member(JsonObject member) {
        return new Member(
                member.string("in").orElseThrow(),
                member.array("path").orElseThrow().strings(),
                member.string("type").orElseThrow(),
                member.bool("required").orElse(false),
                member.bool("many").orElse(false),
                member.integer("min"),
                member.integer("max"),
                member.integer("most"),
                member.string("pattern").map(Pattern::compile),
                member.array("enum").map(JsonArray::strings).orElse(List.of()));
    }
}
