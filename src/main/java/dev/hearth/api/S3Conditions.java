package dev.hearth.api;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.Percent;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The condition keys of a request to S3.
 *
 * <p>Source: "Actions, resources, and condition keys for Amazon S3" in the Service Authorization Reference.
 */
final class S3Conditions {
    private static final Set<String> LISTS = Set.of("s3:ListBucket", "s3:ListBucketVersions");
    private static final Map<String, String> OF_LISTS =
            Map.of("prefix", "s3:prefix", "delimiter", "s3:delimiter", "max-keys", "s3:max-keys");

    private S3Conditions() {}

    static RequestContext describe(RequestContext context, String action, HttpRequest request) {
        Map<String, List<String>> query = Percent.query(request.rawQuery());
        RequestContext described = context.with("s3:versionid", query.getOrDefault("versionId", List.of()));
        if (LISTS.contains(action)) {
            for (Map.Entry<String, String> key : OF_LISTS.entrySet()) {
                described = described.with(key.getValue(), query.getOrDefault(key.getKey(), List.of()));
            }
        }
        return described;
    }
}
