package dev.hearth.dataplane.pollers;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonNull;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The answer of a function that reports failed messages: "Success and failure conditions" of batches of queues. */
final class BatchAnswer {
    private static final String FAILURES = "batchItemFailures";
    private static final String ITEM = "itemIdentifier";

    private BatchAnswer() {}

    /** The ids of the messages that failed; empty if the answer can't be read, so that the whole batch has failed. */
    static Optional<Set<String>> failed(byte[] answer, List<Held> batch) {
        JsonValue parsed;
        try {
            parsed = answer.length == 0 ? JsonNull.NULL : Json.parse(answer);
        } catch (JsonException e) {
            return Optional.empty();
        }
        return switch (parsed) {
            case JsonNull _ -> Optional.of(Set.of());
            case JsonObject object ->
                switch (object.find(FAILURES).orElse(JsonNull.NULL)) {
                    case JsonNull _ -> Optional.of(Set.of());
                    case JsonArray items -> identifiers(items, batch);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Optional<Set<String>> identifiers(JsonArray items, List<Held> batch) {
        Set<String> known = batch.stream().map(Held::id).collect(Collectors.toSet());
        Set<String> failed = new HashSet<>();
        for (JsonValue item : items.elements()) {
            if (!(item instanceof JsonObject object)
                    || !(object.members().get(ITEM) instanceof JsonString(String id))
                    || !known.contains(id)) {
                return Optional.empty();
            }
            failed.add(id);
        }
        return Optional.of(failed);
    }
}
