package dev.hearth.neighbours.s3.server;

import java.util.Optional;

/** Which actions a caller must be allowed for a request that another store serves. */
final class ForwardedActions {
    /** Of an operation that Hearth does not know: only policies that allow all of S3 allow it. */
    private static final String ALL = "*";

    private ForwardedActions() {}

    static void check(S3Request request, Optional<Routes.Route> route) {
        String action = route.map(Routes.Route::action).orElse(ALL);
        if (action.isEmpty()) {
            // the operation deletes the objects that its body names
            request.mustBeAllowed("DeleteObject", request.bucketName() + "/*");
        } else {
            request.mustBeAllowed(action);
        }
        request.header("x-amz-copy-source")
                .map(source -> Uri.path(source.replaceFirst("^/", "").replaceFirst("\\?.*$", "")))
                .ifPresent(source -> request.mustBeAllowed("GetObject", source));
    }
}
