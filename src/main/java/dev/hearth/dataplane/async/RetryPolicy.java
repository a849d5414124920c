package dev.hearth.dataplane.async;

import java.time.Duration;
import java.util.Optional;

/**
 * What is done with the events of one function, as its event invoke config says.
 *
 * @param retries after the function's own errors
 * @param delay how long an event waits after its function's first error; after the second twice as long
 * @param age at which an event is given up
 * @param onSuccess the ARN that is told of each event that was processed
 * @param onFailure the ARN that is told of each that was given up
 */
public record RetryPolicy(
        int retries, Duration delay, Duration age, Optional<String> onSuccess, Optional<String> onFailure) {
    /** What Lambda does unless it is told otherwise. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Limits.RETRIES, Limits.AFTER_ERROR, Limits.AGE, Optional.empty(), Optional.empty());
}
