package dev.hearth.model;

/** Why a sandbox was started. */
public enum InitializationType {
    /** A request waited for one. */
    ON_DEMAND("on-demand"),
    /** So many are to be there before anybody asks. */
    PROVISIONED_CONCURRENCY("provisioned-concurrency");

    private final String wire;

    InitializationType(String wire) {
        this.wire = wire;
    }

    /** What a function sees in {@code AWS_LAMBDA_INITIALIZATION_TYPE}. */
    public String wire() {
        return wire;
    }
}
