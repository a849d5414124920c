package dev.hearth.model;

import java.time.Instant;

/**
 * A published version of a function, which is immutable except for its state. A version that is published before its
 * code is in place becomes active, or fails, together with its function.
 *
 * @param arn qualified by the version's number
 * @param latestDescription the description of {@code $LATEST} at the time of publication; the version may have another
 *     one
 * @param published when
 */
public record PublishedVersion(
        FunctionArn arn,
        FunctionConfiguration configuration,
        String latestDescription,
        String revisionId,
        FunctionState state,
        Instant published) {
    /** The version that its invocations run. */
    public FunctionVersion serving() {
        return new FunctionVersion(arn, revisionId, configuration);
    }

    /**
     * Whether {@code $LATEST} with this configuration is the same as this version, so that it need not be published
     * again.
     */
    public boolean isOf(FunctionConfiguration latest) {
        return configuration.withDescription(latestDescription).equals(latest);
    }

    public PublishedVersion withState(FunctionState reached) {
        return new PublishedVersion(arn, configuration, latestDescription, revisionId, reached, published);
    }
}
