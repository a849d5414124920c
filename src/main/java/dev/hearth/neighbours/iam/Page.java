package dev.hearth.neighbours.iam;

import dev.hearth.base.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A page of a list.
 *
 * @param next the marker of the next page, if there is one
 */
record Page<T>(List<T> items, Optional<String> next) {
    Page {
        items = List.copyOf(items);
    }

    /** Lists items in the order of their keys, after a key, up to a number. */
    @FunctionalInterface
    interface Source<T> {
        List<T> list(String after, int limit);
    }

    /** The page of a request, of the items that pass a filter. */
    static <T> Page<T> of(Parameters parameters, Source<T> source, Function<T, String> key, Predicate<T> wanted) {
        int size = parameters.number("MaxItems").orElse(Limits.DEFAULT_PAGE);
        String after = parameters.find("Marker").map(Page::decode).orElse("");
        List<T> items = new ArrayList<>();
        while (true) {
            List<T> chunk = source.list(after, Limits.CHUNK);
            for (T item : chunk) {
                if (wanted.test(item)) {
                    if (items.size() == size) {
                        return new Page<>(items, Optional.of(encode(key.apply(items.getLast()))));
                    }
                    items.add(item);
                }
            }
            if (chunk.size() < Limits.CHUNK) {
                return new Page<>(items, Optional.empty());
            }
            after = key.apply(chunk.getLast());
        }
    }

    /** The page of a list in memory, in the order of its keys. */
    static <T> Page<T> of(Parameters parameters, List<T> all, Function<T, String> key) {
        return of(
                parameters,
                (after, limit) -> all.stream()
                        .filter(item -> key.apply(item).compareTo(after) > 0)
                        .limit(limit)
                        .toList(),
                key,
                item -> true);
    }

    /** Writes the members that follow a list's elements. */
    void writeEnd(XmlWriter result) {
        result.add("IsTruncated", next.isPresent()).add("Marker", next);
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw IamErrors.validation("Invalid Marker: " + marker);
        }
    }
}
