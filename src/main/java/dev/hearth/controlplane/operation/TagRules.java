package dev.hearth.controlplane.operation;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the tags of a resource may be: at most fifty, in the characters that AWS allows in all its services. */
public final class TagRules {
    private static final int TAGS = 50;
    private static final int KEY_CHARACTERS = 128;
    private static final int VALUE_CHARACTERS = 256;
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private TagRules() {}

    /** The same, if it is allowed. */
    public static Map<String, String> checked(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            if (value == null) {
                throw new ServiceException(
                        ErrorCode.VALIDATION,
                        "1 validation error detected: Value null at 'tags." + key
                                + "' failed to satisfy constraint: Member must not be null");
            }
            if (key.isEmpty() || key.length() > KEY_CHARACTERS || !isText(key)) {
                throw Failures.invalid("The tag key '" + key + "' is not allowed: it needs 1 to " + KEY_CHARACTERS
                        + " letters, digits, spaces or _.:/=+-@.");
            }
            if (key.regionMatches(true, 0, "aws:", 0, 4)) {
                throw Failures.invalid("Tag keys that begin with 'aws:' are reserved for AWS: " + key);
            }
            if (value.length() > VALUE_CHARACTERS || !isText(value)) {
                throw Failures.invalid("The value of the tag '" + key + "' is not allowed: it may have up to "
                        + VALUE_CHARACTERS + " letters, digits, spaces or _.:/=+-@.");
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

    private static boolean isText(String text) {
        return TEXT.matcher(text).matches();
    }
}
