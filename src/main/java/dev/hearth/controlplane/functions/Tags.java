package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.Constraints;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;

/** The tags of functions: at most fifty each. */
final class Tags {
    /** As in the API's model. */
    private static final Pattern RESOURCE = Pattern.compile("arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|"
            + "(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|"
            + "layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-"
            + "[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)");

    /** What AWS allows in all its services' tags. */
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private final FunctionNames names;
    private final FunctionChanges changes;

    Tags(FunctionNames names, FunctionChanges changes) {
        this.names = names;
        this.changes = changes;
    }

    ListTagsResponse list(AccountId account, ListTagsRequest request) {
        return ListTagsResponse.builder()
                .tags(changes.existing(resource(account, request.resource())).tags())
                .build();
    }

    TagResourceResponse tag(AccountId account, TagResourceRequest request) {
        FunctionArn arn = resource(account, request.resource());
        new Constraints()
                .required("Tags", request.hasTags() ? request.tags() : null)
                .check();
        if (request.tags().isEmpty()) {
            throw Failures.invalid("An error occurred and the request cannot be processed.");
        }
        checked(request.tags());
        changes.apply(arn, current -> {
            Map<String, String> tags = new HashMap<>(current.tags());
            tags.putAll(request.tags());
            return current.withTags(checked(tags));
        });
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(AccountId account, UntagResourceRequest request) {
        FunctionArn arn = resource(account, request.resource());
        List<String> keys = request.tagKeys();
        new Constraints()
                .required("TagKeys", request.hasTagKeys() && !keys.isEmpty() ? keys : null)
                .check();
        changes.apply(arn, current -> {
            Map<String, String> tags = new HashMap<>(current.tags());
            keys.forEach(tags::remove);
            return current.withTags(tags);
        });
        return UntagResourceResponse.builder().build();
    }

    /** The same, if it is allowed. */
    static Map<String, String> checked(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            if (value == null) {
                throw new ServiceException(
                        ErrorCode.VALIDATION,
                        "1 validation error detected: Value null at 'tags." + key
                                + "' failed to satisfy constraint: Member must not be null");
            }
            if (key.isEmpty() || key.length() > Limits.TAG_KEY_CHARACTERS || !isText(key)) {
                throw Failures.invalid("The tag key '" + key + "' is not allowed: it needs 1 to "
                        + Limits.TAG_KEY_CHARACTERS + " letters, digits, spaces or _.:/=+-@.");
            }
            if (key.regionMatches(true, 0, "aws:", 0, 4)) {
                throw Failures.invalid("Tag keys that begin with 'aws:' are reserved for AWS: " + key);
            }
            if (value.length() > Limits.TAG_VALUE_CHARACTERS || !isText(value)) {
                throw Failures.invalid("The value of the tag '" + key + "' is not allowed: it may have up to "
                        + Limits.TAG_VALUE_CHARACTERS + " letters, digits, spaces or _.:/=+-@.");
            }
        });
        if (tags.size() > Limits.TAGS) {
            throw Failures.invalid("Number of tags exceeds resource tag limit.");
        }
        return tags;
    }

    private static boolean isText(String text) {
        return TEXT.matcher(text).matches();
    }

    private FunctionArn resource(AccountId account, String resource) {
        new Constraints()
                .required("Resource", resource)
                .pattern("Resource", resource, RESOURCE)
                .check();
        if (!resource.contains(":function:")) {
            throw Failures.unsupported("Tags of anything but functions");
        }
        FunctionArn arn = names.resolve(account, resource, Optional.empty());
        if (arn.qualifier().isPresent()) {
            throw Failures.invalid(
                    "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        }
        return arn;
    }
}
