package dev.hearth.api;

import dev.hearth.model.AccountId;
import dev.hearth.policy.RequestContext;
import java.util.List;
import java.util.Map;

/**
 * What policies call the operations of CloudWatch Logs, and what each works on, whatever else its request says. See
 * "Actions, resources, and condition keys for Amazon CloudWatch Logs" in the Service Authorization Reference.
 */
record LogActions(LogNames names) {
    private static final String PREFIX = "logs:";

    /** What the caller must be allowed to do: a group that is made with tags is also tagged. */
    static List<String> actions(String operation, LogsInput input) {
        return operation.equals("CreateLogGroup") && input.map("tags").isPresent()
                ? List.of(PREFIX + operation, PREFIX + "TagResource")
                : List.of(PREFIX + operation);
    }

    String resource(AccountId account, String operation, LogsInput input) {
        return switch (operation) {
            case "CreateLogStream", "DeleteLogStream", "GetLogEvents", "PutLogEvents" ->
                names.arn(
                        account,
                        names.group(account, input),
                        input.text("logStreamName").orElse(""));
            case "ListTagsForResource", "TagResource", "UntagResource" ->
                // unlike all others, without what stands for the streams
                names.arn(account, names.groupOfArn(account, input.required("resourceArn")));
            case "AssociateKmsKey", "DisassociateKmsKey" ->
                names.arn(account, LogGroupsApi.groupOfKey(names, account, input), "");
            case "CreateLogGroup",
                    "DeleteLogGroup",
                    "DeleteRetentionPolicy",
                    "DescribeLogStreams",
                    "FilterLogEvents",
                    "ListTagsLogGroup",
                    "PutLogGroupDeletionProtection",
                    "PutRetentionPolicy",
                    "TagLogGroup",
                    "UntagLogGroup" -> names.arn(account, names.group(account, input), "");
            default -> names.arn(account, "", "");
        };
    }

    /** What conditions may ask of the request. */
    RequestContext describe(RequestContext context, String operation, LogsInput input) {
        RequestContext described = context.with("aws:RequestedRegion", names.region());
        if (operation.equals("UntagLogGroup")) {
            return described.with("aws:TagKeys", input.texts("tags").orElse(List.of()));
        }
        if (operation.equals("UntagResource")) {
            return described.with("aws:TagKeys", input.texts("tagKeys").orElse(List.of()));
        }
        Map<String, String> tags = input.map("tags").orElse(Map.of());
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            described = described.with("aws:RequestTag/" + tag.getKey(), tag.getValue());
        }
        return described.with("aws:TagKeys", List.copyOf(tags.keySet()));
    }
}
