package dev.hearth.controlplane.tags;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.TagRules;
import dev.hearth.controlplane.operation.Tagged;
import dev.hearth.model.AccountId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;

/** The operations on tags, for all kinds of resources with tags. */
public final class TagOperations {
    private static final String TAGS = "/2017-03-31/tags/{Resource}";

    private final Store store;
    private final List<Tagged> kinds;

    /**
     * @param kinds the kinds of resources with tags
     */
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
        return store.write(transaction -> {
            kind.change(transaction, account, request.resource(), tags -> TagRules.without(tags, keys));
            return UntagResourceResponse.builder().build();
        });
    }

    private Tagged kind(@Nullable String resource) {
        String arn = String.valueOf(resource);
        if (arn.contains(":capacity-provider:")) {
            throw Failures.notFound("Capacity provider not found: " + arn);
        }
        return kinds.stream()
                .filter(kind -> kind.isOne(arn))
                .findFirst()
                .orElseThrow(() -> Failures.invalid("Tags are not supported for this resource: " + arn));
    }
}
