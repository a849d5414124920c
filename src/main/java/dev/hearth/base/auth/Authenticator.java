package dev.hearth.base.auth;

import dev.hearth.base.http.HttpRequest;

/** Tells who sent a request, and that it arrived as they signed it. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Verifies the request's signature, which must be over the digest of its body.
     *
     * @throws dev.hearth.error.ServiceException with AWS's own code and message, if it does not hold
     */
    Authenticated authenticate(SignedHead head, byte[] body);

    /** {@link #authenticate}, for a request that came over HTTP and must be signed for this service. */
    default Caller authenticate(HttpRequest request, byte[] body, String service) {
        Authenticated signed = authenticate(new HttpHead(request), body);
        if (!signed.service().equals(service)) {
            throw Signature.otherService(service);
        }
        return signed.caller();
    }

    /**
     * A request that is what its caller signed.
     *
     * @param service the service it was signed for, such as {@code lambda}
     */
    record Authenticated(Caller caller, String service) {}
}
