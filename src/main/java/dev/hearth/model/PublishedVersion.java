package dev.hearth.model;

import java.time.Instant;

/**
 * A version of a function, frozen when it was published. Only its state changes: one that was published before its code
 * was in place becomes active, or fails, with its function.
 *
 * @param arn qualified by the version's number
 * @param latestDescription what {@code $LATEST} was described as when this was published; the version may have been
 *     given a description of its own
 * @param published when
 */
public record PublishedVersion(
        FunctionArn arn,
        FunctionConfiguration configuration,
        String latestDescription,
        String revisionId,
        FunctionState state,
        Instant published) {
    /** What invocations of it run. */
    public FunctionVersion serving() {
        return new FunctionVersion(arn, revisionId, configuration);
    }

    /** Whether publishing this configuration of {@code $LATEST} again would give the same. */
    public boolean isOf(FunctionConfiguration latest) {
        return configuration.withDescription(latestDescription).equals(latest);
    }

    public PublishedVersion withState(FunctionState reached) {
        return new PublishedVersion(arn, configuration, latestDescription, revisionId, reached, published);
    }
}
