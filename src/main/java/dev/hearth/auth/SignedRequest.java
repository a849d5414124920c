package dev.hearth.auth;

import java.util.List;

/** What a signature covers of a request that is held in memory, as it came over the wire. */
public interface SignedRequest extends SignedHead {
    byte[] body();

    /** {@inheritDoc} Only the older signatures of S3 ask for it. */
    @Override
    default List<String> headerNames() {
        return List.of();
    }
}
