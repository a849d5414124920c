package dev.hearth.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The settings for asynchronous events of a function, a version or an alias. An empty setting means Lambda's default.
 *
 * @param arn with the qualifier, {@code $LATEST} if there was none
 * @param retries how often an event that failed is tried again
 * @param eventAge how long an event may wait
 * @param onSuccess the ARN of the destination for events that were processed
 * @param onFailure the ARN of the destination for events that were given up
 */
public record EventInvokeConfig(
        FunctionArn arn,
        Optional<Integer> retries,
        Optional<Duration> eventAge,
        Optional<String> onSuccess,
        Optional<String> onFailure,
        Instant modified) {
    public String qualifier() {
        return arn.qualifier().orElseThrow();
    }
}
