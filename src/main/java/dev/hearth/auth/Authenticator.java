package dev.hearth.auth;

/** Tells who sent a request, and that it arrived as they signed it. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Verifies the request's signature.
     *
     * @throws dev.hearth.error.ServiceException with AWS's own code and message, if it does not hold
     */
    Authenticated authenticate(SignedRequest request);

    /**
     * A request that is what its caller signed.
     *
     * @param service the service it was signed for, such as {@code lambda}
     * @param body the request's body, without the framing of a streaming signature if it had one
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost the hot path
    record Authenticated(Caller caller, String service, byte[] body) {}
}
