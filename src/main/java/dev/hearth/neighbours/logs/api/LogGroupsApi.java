package dev.hearth.neighbours.logs.api;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.Constraints;
import dev.hearth.error.ErrorCode;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.GroupQuery;
import dev.hearth.neighbours.logs.GroupSettings;
import dev.hearth.neighbours.logs.GroupSettings.LogClass;
import dev.hearth.neighbours.logs.LogGroup;
import dev.hearth.neighbours.logs.LogPage;
import dev.hearth.neighbours.logs.LogStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The operations on log groups as a whole. */
record LogGroupsApi(LogStore logs, LogNames names) {
    private static final int DEFAULT_ITEMS = 50;
    private static final int IDENTIFIERS = 50;
    private static final Pattern NAME_PART = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");
    private static final Pattern KMS_KEY =
            Pattern.compile("arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[a-zA-Z0-9/_-]+");
    private static final int KMS_KEY_CHARACTERS = 256;
    private static final String DELIVERY = "DELIVERY";
    private static final List<String> CLASSES =
            List.of(LogClass.STANDARD.name(), LogClass.INFREQUENT_ACCESS.name(), DELIVERY);

    /** See {@code PutRetentionPolicy} in the API reference. */
    private static final List<Integer> RETENTION_DAYS = List.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    JsonObject create(AccountId account, LogsInput input) {
        String name = input.required("logGroupName");
        Optional<String> asked = input.text("logGroupClass");
        new Constraints().oneOf("logGroupClass", asked.orElse(null), CLASSES).check(ErrorCode.INVALID_PARAMETER);
        if (asked.equals(Optional.of(DELIVERY))) {
            throw LogsInput.invalid("Hearth delivers logs nowhere: a log group can't have the class DELIVERY.");
        }
        Optional<String> key = input.text("kmsKeyId");
        key.ifPresent(LogGroupsApi::checkKey);
        logs.createGroup(
                account,
                name,
                new GroupSettings(
                        Optional.empty(),
                        LogTagsApi.tags(input, false),
                        key,
                        asked.map(LogClass::valueOf).orElse(LogClass.STANDARD),
                        input.flag("deletionProtectionEnabled")));
        return JsonObject.EMPTY;
    }

    JsonObject delete(AccountId account, LogsInput input) {
        logs.deleteGroup(account, input.required("logGroupName"));
        return JsonObject.EMPTY;
    }

    JsonObject putRetention(AccountId account, LogsInput input) {
        String name = input.required("logGroupName");
        long days = input.number("retentionInDays").orElseThrow(() -> LogsInput.missing("retentionInDays"));
        if (RETENTION_DAYS.stream().noneMatch(allowed -> allowed == days)) {
            throw LogsInput.invalid("1 validation error detected: Value '" + days
                    + "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: "
                    + RETENTION_DAYS);
        }
        return change(account, name, settings -> settings.withRetentionDays(Optional.of((int) days)));
    }

    JsonObject deleteRetention(AccountId account, LogsInput input) {
        return change(
                account, input.required("logGroupName"), settings -> settings.withRetentionDays(Optional.empty()));
    }

    JsonObject associateKey(AccountId account, LogsInput input) {
        String key = input.required("kmsKeyId");
        checkKey(key);
        return change(account, groupOfKey(names, account, input), settings -> settings.withKmsKey(Optional.of(key)));
    }

    JsonObject disassociateKey(AccountId account, LogsInput input) {
        return change(account, groupOfKey(names, account, input), settings -> settings.withKmsKey(Optional.empty()));
    }

    JsonObject putProtection(AccountId account, LogsInput input) {
        boolean wanted = input.findFlag("deletionProtectionEnabled")
                .orElseThrow(() -> LogsInput.missing("deletionProtectionEnabled"));
        return change(
                account,
                names.group(account, input.required("logGroupIdentifier")),
                settings -> settings.withDeletionProtected(wanted));
    }

    JsonObject describe(AccountId account, LogsInput input) {
        Optional<String> prefix = input.text("logGroupNamePrefix");
        Optional<String> part = input.text("logGroupNamePattern").filter(pattern -> !pattern.isEmpty());
        List<String> identifiers = input.texts("logGroupIdentifiers").orElse(List.of());
        Optional<String> logClass = input.text("logGroupClass");
        new Constraints()
                .pattern("logGroupNamePrefix", prefix.orElse(null), NAME_PART)
                .pattern("logGroupNamePattern", part.orElse(null), NAME_PART)
                .count("logGroupIdentifiers", identifiers, 0, IDENTIFIERS)
                .oneOf("logGroupClass", logClass.orElse(null), CLASSES)
                .check(ErrorCode.INVALID_PARAMETER);
        if (prefix.isPresent() && part.isPresent()) {
            throw LogsInput.invalid(
                    "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }
        if (!identifiers.isEmpty() && (prefix.isPresent() || part.isPresent())) {
            throw LogsInput.invalid("logGroupIdentifiers can't be used with a prefix or pattern of names.");
        }
        if (logClass.equals(Optional.of(DELIVERY))) {
            return JsonObject.builder()
                    .put("logGroups", JsonValue.JsonArray.EMPTY)
                    .build();
        }
        LogPage<LogGroup> page = logs.groups(
                account,
                new GroupQuery(
                        prefix,
                        part,
                        Set.copyOf(identifiers.stream()
                                .map(identifier -> names.group(account, identifier))
                                .toList()),
                        logClass.map(LogClass::valueOf),
                        input.number("limit", DEFAULT_ITEMS),
                        input.text("nextToken")));
        return JsonObject.builder()
                .put("logGroups", LogsApi.array(page.items(), group -> form(account, group)))
                .put("nextToken", page.next())
                .build();
    }

    /** There are no subscription filters, but the group must exist. */
    JsonObject subscriptions(AccountId account, LogsInput input) {
        logs.group(account, input.required("logGroupName"));
        return JsonObject.builder()
                .put("subscriptionFilters", JsonValue.JsonArray.EMPTY)
                .build();
    }

    private JsonObject form(AccountId account, LogGroup group) {
        String arn = names.arn(account, group.name());
        GroupSettings settings = group.settings();
        JsonValue.ObjectBuilder form = JsonObject.builder()
                .put("logGroupName", group.name())
                .put("creationTime", group.created().toEpochMilli());
        settings.retentionDays().ifPresent(days -> form.put("retentionInDays", days));
        return form.put("metricFilterCount", 0)
                .put("arn", arn + ":*")
                .put("storedBytes", group.stored().bytes())
                .put("kmsKeyId", settings.kmsKey())
                .put("logGroupClass", settings.logClass().name())
                .put("logGroupArn", arn)
                .put("deletionProtectionEnabled", settings.deletionProtected())
                .build();
    }

    /** The group whose key is set or removed. A request could name other resources, which Hearth lacks. */
    static String groupOfKey(LogNames names, AccountId account, LogsInput input) {
        Optional<String> name = input.text("logGroupName");
        Optional<String> resource = input.text("resourceIdentifier");
        if (name.isPresent() == resource.isPresent()) {
            throw LogsInput.invalid("Exactly one of logGroupName and resourceIdentifier is needed.");
        }
        return name.orElseGet(() -> names.groupOfArn(account, resource.orElseThrow()));
    }

    private static void checkKey(String key) {
        if (key.length() > KMS_KEY_CHARACTERS || !KMS_KEY.matcher(key).matches()) {
            throw LogsInput.invalid("The specified KMS key is not the ARN of one: " + key);
        }
    }

    private JsonObject change(AccountId account, String group, UnaryOperator<GroupSettings> change) {
        logs.changeGroup(account, group, change);
        return JsonObject.EMPTY;
    }
}
