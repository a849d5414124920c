package dev.hearth.base.rpc;

/** A handler refuses a call; the caller gets the details with an {@link RpcException} of the kind {@code REFUSED}. */
public final class Refusal extends Exception {
    private final byte[] details;

    /** @param details at most {@link Limits#REFUSAL_BYTES}, in a form of the service's own */
    public Refusal(byte[] details) {
        super("refused", null, false, false);
        if (details.length > Limits.REFUSAL_BYTES) {
            throw new IllegalArgumentException("a refusal of " + details.length + " bytes");
        }
        this.details = details;
    }

    byte[] details() {
        return details;
    }
}
