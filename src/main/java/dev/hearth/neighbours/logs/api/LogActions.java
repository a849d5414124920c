package dev.hearth.neighbours.logs.api;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.List;
import java.util.Map;

/**
 * The actions of CloudWatch Logs' operations in policies, and the resource of each, without the conditions of its
 * request. See "Actions, resources, and condition keys for Amazon CloudWatch Logs" in the Service Authorization
 * Reference.
 */
public final class LogActions {
    private static final String PREFIX = "logs:";

    private final LogNames names;

    /**
     * @param region the region in ARNs
     */
    public LogActions(String region) {
        this.names = new LogNames(region);
    }

    /** The actions that the caller must be allowed. Creating a group with tags also tags it. */
    public static List<String> actions(String operation, JsonObject members) {
        return operation.equals("CreateLogGroup")
                        && new LogsInput(members).map("tags").isPresent()
                ? List.of(PREFIX + operation, PREFIX + "TagResource")
                : List.of(PREFIX + operation);
    }

    /** The ARN of the operation's resource. */
    public String resource(AccountId account, String operation, JsonObject members) {
        LogsInput input = new LogsInput(members);
        return switch (operation) {
            case "CreateLogStream", "DeleteLogStream", "GetLogEvents", "PutLogEvents" ->
                names.arn(
                        account,
                        names.group(account, input),
                        input.text("logStreamName").orElse(""));
            case "ListTagsForResource", "TagResource", "UntagResource" ->
                // unlike all other ARNs of groups, this one does not end in :*
                names.arn(account, names.groupOfArn(account, input.required("resourceArn")));
            case "AssociateKmsKey", "DisassociateKmsKey" ->
                names.arn(account, LogGroupsApi.groupOfKey(names, account, input), "");
            case "CreateLogGroup",
                    "DeleteLogGroup",
                    "DeleteRetentionPolicy",
                    "DescribeLogStreams",
                    "DescribeSubscriptionFilters",
                    "FilterLogEvents",
                    "ListTagsLogGroup",
                    "PutLogGroupDeletionProtection",
                    "PutRetentionPolicy",
                    "TagLogGroup",
                    "UntagLogGroup" -> names.arn(account, names.group(account, input), "");
            default -> names.arn(account, "", "");
        };
    }

    /** The condition keys of the request. */
    public RequestContext describe(RequestContext context, String operation, JsonObject members) {
        LogsInput input = new LogsInput(members);
        if (operation.equals("UntagLogGroup")) {
            return context.with("aws:TagKeys", input.texts("tags").orElse(List.of()));
        }
        if (operation.equals("UntagResource")) {
            return context.with("aws:TagKeys", input.texts("tagKeys").orElse(List.of()));
        }
        Map<String, String> tags = input.map("tags").orElse(Map.of());
        return context.withTags("aws:RequestTag/", tags).with("aws:TagKeys", List.copyOf(tags.keySet()));
    }
}
