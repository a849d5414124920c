package dev.hearth.controlplane.operation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tags of a resource may be beside what the model says of each: at most fifty, and none of AWS's own. */
public final class TagRules {
    private static final int TAGS = 50;

    private TagRules() {}

    /** The same, if it is allowed. */
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

    /** With more, which replace those of the same keys. */
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
