package dev.hearth.dataplane.async;

import java.time.Duration;
import java.util.Optional;

/**
 * What is done with the events of one function, as its event invoke config says.
 *
 * @param retries after the function's own errors
 * @param age at which an event is given up
 * @param onSuccess the ARN that is told of each event that was processed
 * @param onFailure the ARN that is told of each that was given up
 */
public record RetryPolicy(int retries, Duration age, Optional<String> onSuccess, Optional<String> onFailure) {
    /** What Lambda does unless it is told otherwise. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Limits.RETRIES, Limits.AGE, Optional.empty(), Optional.empty());
}
