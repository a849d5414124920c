package dev.hearth.controlplane.tags;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.TagRules;
import dev.hearth.controlplane.operation.Tagged;
import dev.hearth.error.Constraints;
import dev.hearth.model.AccountId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;

/** The operations on tags, the same for every kind of resource that has some. */
public final class TagOperations {
    private static final String TAGS = "/2017-03-31/tags/{Resource}";

    /** As in the API's model. */
    private static final Pattern RESOURCE = Pattern.compile("arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|"
            + "(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|"
            + "layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-"
            + "[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)");

    private static final int RESOURCE_CHARACTERS = 256;

    private final Store store;
    private final List<Tagged> kinds;

    /** Over the kinds of resources that have tags. */
    public TagOperations(Store store, List<Tagged> kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of("GET", TAGS, 200, ListTagsRequest.class, ListTagsRequest::builder, this::list),
                Operation.of("POST", TAGS, 204, TagResourceRequest.class, TagResourceRequest::builder, this::tag),
                Operation.of(
                        "DELETE", TAGS, 204, UntagResourceRequest.class, UntagResourceRequest::builder, this::untag));
    }

    private ListTagsResponse list(AccountId account, ListTagsRequest request) {
        Tagged kind = kind(request.resource());
        return ListTagsResponse.builder()
                .tags(store.read(view -> kind.tags(view, account, request.resource())))
                .build();
    }

    private TagResourceResponse tag(AccountId account, TagResourceRequest request) {
        Tagged kind = kind(request.resource());
        new Constraints()
                .required("Tags", request.hasTags() ? request.tags() : null)
                .check();
        if (request.tags().isEmpty()) {
            throw Failures.invalid("An error occurred and the request cannot be processed.");
        }
        TagRules.checked(request.tags());
        return store.write(transaction -> {
            kind.change(transaction, account, request.resource(), tags -> TagRules.merged(tags, request.tags()));
            return TagResourceResponse.builder().build();
        });
    }

    private UntagResourceResponse untag(AccountId account, UntagResourceRequest request) {
        Tagged kind = kind(request.resource());
        List<String> keys = request.tagKeys();
        new Constraints()
                .required("TagKeys", request.hasTagKeys() && !keys.isEmpty() ? keys : null)
                .check();
        return store.write(transaction -> {
            kind.change(transaction, account, request.resource(), tags -> TagRules.without(tags, keys));
            return UntagResourceResponse.builder().build();
        });
    }

    private Tagged kind(@Nullable String resource) {
        new Constraints()
                .required("Resource", resource)
                .length("Resource", resource, 1, RESOURCE_CHARACTERS)
                .pattern("Resource", resource, RESOURCE)
                .check();
        String arn = String.valueOf(resource);
        return kinds.stream()
                .filter(kind -> kind.isOne(arn))
                .findFirst()
                .orElseThrow(() -> Failures.invalid("Tags are not supported for this resource: " + arn));
    }
}
