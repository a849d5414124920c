package dev.hearth.controlplane.operation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules for tags beyond the API's model: at most fifty, and no keys that are reserved for AWS. */
public final class TagRules {
    private static final int TAGS = 50;

    private TagRules() {}

    /** Checks tags, and returns them if they are valid. */
    public static Map<String, String> checked(Map<String, String> tags) {
        tags.keySet().forEach(key -> {
            if (key.regionMatches(true, 0, "aws:", 0, 4)) {
                throw Failures.invalid("Tag keys that begin with 'aws:' are reserved for AWS: " + key);
            }
        });
        if (tags.size() > TAGS) {
            throw Failures.invalid("Number of tags exceeds resource tag limit.");
        }
        return tags;
    }

    /** Adds tags, which replace those with the same keys. */
    public static Map<String, String> merged(Map<String, String> tags, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(tags);
        all.putAll(more);
        return checked(all);
    }

    public static Map<String, String> without(Map<String, String> tags, List<String> keys) {
        Map<String, String> left = new HashMap<>(tags);
        keys.forEach(left::remove);
        return left;
    }
}
