package dev.hearth.neighbours.logs.api;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.Constraints;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.LogStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The tags of log groups, by the API for all resources and by the older one for groups. */
record LogTagsApi(LogStore logs, LogNames names) {
    private static final int TAGS = 50;
    private static final int KEY_CHARACTERS = 128;
    private static final int VALUE_CHARACTERS = 256;
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    JsonObject list(AccountId account, LogsInput input) {
        return form(account, names.groupOfArn(account, input.required("resourceArn")));
    }

    JsonObject tag(AccountId account, LogsInput input) {
        return tag(account, names.groupOfArn(account, input.required("resourceArn")), tags(input, true));
    }

    JsonObject untag(AccountId account, LogsInput input) {
        String group = names.groupOfArn(account, input.required("resourceArn"));
        List<String> keys = input.texts("tagKeys").orElseThrow(() -> LogsInput.missing("tagKeys"));
        new Constraints().count("tagKeys", keys, 0, TAGS).check(ErrorCode.INVALID_PARAMETER);
        return untag(account, group, keys);
    }

    JsonObject listOfGroup(AccountId account, LogsInput input) {
        return form(account, input.required("logGroupName"));
    }

    JsonObject tagGroup(AccountId account, LogsInput input) {
        return tag(account, input.required("logGroupName"), tags(input, true));
    }

    JsonObject untagGroup(AccountId account, LogsInput input) {
        String group = input.required("logGroupName");
        List<String> keys = input.texts("tags").orElseThrow(() -> LogsInput.missing("tags"));
        new Constraints().count("tags", keys, 1, Integer.MAX_VALUE).check(ErrorCode.INVALID_PARAMETER);
        return untag(account, group, keys);
    }

    private JsonObject form(AccountId account, String group) {
        return JsonObject.builder()
                .put("tags", JsonValue.of(logs.group(account, group).settings().tags()))
                .build();
    }

    private JsonObject tag(AccountId account, String group, Map<String, String> more) {
        logs.changeGroup(account, group, settings -> {
            Map<String, String> tags = new TreeMap<>(settings.tags());
            tags.putAll(more);
            if (tags.size() > TAGS) {
                throw new ServiceException(
                        ErrorCode.TOO_MANY_TAGS, "A resource can have no more than " + TAGS + " tags.");
            }
            return settings.withTags(tags);
        });
        return JsonObject.EMPTY;
    }

    private JsonObject untag(AccountId account, String group, List<String> keys) {
        logs.changeGroup(account, group, settings -> {
            Map<String, String> tags = new TreeMap<>(settings.tags());
            keys.forEach(tags::remove);
            return settings.withTags(tags);
        });
        return JsonObject.EMPTY;
    }

    /** The tags of a request, if they are valid. */
    static Map<String, String> tags(LogsInput input, boolean required) {
        if (input.map("tags").isEmpty() && !required) {
            return Map.of();
        }
        Map<String, String> tags = input.map("tags").orElseThrow(() -> LogsInput.missing("tags"));
        new Constraints()
                .count("tags", tags, 1, TAGS)
                .each(
                        "tags",
                        tags.keySet(),
                        LogTagsApi::isKey,
                        "Member must have length 1 to " + KEY_CHARACTERS + " and satisfy regular expression pattern: "
                                + TEXT)
                .each(
                        "tags",
                        tags.values(),
                        LogTagsApi::isValue,
                        "Member must have length 0 to " + VALUE_CHARACTERS + " and satisfy regular expression pattern: "
                                + TEXT)
                .check(ErrorCode.INVALID_PARAMETER);
        for (String key : tags.keySet()) {
            if (key.regionMatches(true, 0, "aws:", 0, 4)) {
                throw LogsInput.invalid("Tag keys that begin with 'aws:' are reserved for AWS: " + key);
            }
        }
        return tags;
    }

    private static boolean isKey(String key) {
        return !key.isEmpty()
                && key.length() <= KEY_CHARACTERS
                && TEXT.matcher(key).matches();
    }

    private static boolean isValue(String value) {
        return value.length() <= VALUE_CHARACTERS && TEXT.matcher(value).matches();
    }
}
