package dev.hearth.neighbours.iam;

import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.iam.IamOperation.Call;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tags, whose keys must differ in more than case. */
final class Tags {
    private Tags() {}

    static Map<String, String> merge(Map<String, String> tags, Map<String, String> added) {
        Map<String, String> merged = new TreeMap<>(tags);
        for (Map.Entry<String, String> tag : added.entrySet()) {
            merged.keySet().removeIf(key -> key.equalsIgnoreCase(tag.getKey()));
            merged.put(tag.getKey(), tag.getValue());
        }
        if (merged.size() > Limits.TAGS) {
            throw IamErrors.limit("The number of tags has reached the maximum limit.");
        }
        return merged;
    }

    static Map<String, String> without(Map<String, String> tags, Collection<String> removed) {
        Map<String, String> fewer = new TreeMap<>(tags);
        removed.forEach(name -> fewer.keySet().removeIf(key -> key.equalsIgnoreCase(name)));
        return fewer;
    }

    /** Writes the tags in their stored order. */
    static void write(Map<String, String> tags, XmlWriter result) {
        result.list(
                "Tags",
                "member",
                tags.entrySet(),
                tag -> result.add("Key", tag.getKey()).add("Value", tag.getValue()));
    }

    /** Writes a page of the tags. */
    static void list(Call call, Map<String, String> tags, XmlWriter result) {
        Page<Map.Entry<String, String>> page =
                Page.of(call.parameters(), List.copyOf(tags.entrySet()), Map.Entry::getKey);
        result.list(
                "Tags",
                "member",
                page.items(),
                tag -> result.add("Key", tag.getKey()).add("Value", tag.getValue()));
        page.writeEnd(result);
    }
}
