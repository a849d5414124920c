package dev.hearth.model;

import java.time.Duration;

/** Why a sandbox was started. */
public enum InitializationType {
    /** A request waited for one. */
    ON_DEMAND("on-demand"),
    /** The sandbox is provisioned. */
    PROVISIONED_CONCURRENCY("provisioned-concurrency");

    private final String wire;

    InitializationType(String wire) {
        this.wire = wire;
    }

    /**
     * How long init may take before it is a failure: 10 seconds while a caller waits, else 130 seconds, or the
     * function's timeout if that is more. See "Lambda execution environment", init phase.
     */
    public Duration initLimit(Duration timeout) {
        return switch (this) {
            case ON_DEMAND -> Duration.ofSeconds(10);
            case PROVISIONED_CONCURRENCY -> {
                Duration least = Duration.ofSeconds(130);
                yield timeout.compareTo(least) > 0 ? timeout : least;
            }
        };
    }

    /** What a function sees in {@code AWS_LAMBDA_INITIALIZATION_TYPE}. */
    public String wire() {
        return wire;
    }
}
