package dev.hearth.base.auth;

import dev.hearth.base.http.HttpRequest;

/** Finds who sent a request, and verifies that the request is unchanged since it was signed. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Verifies a request's signature, which must cover the digest of the body.
     *
     * @throws dev.hearth.error.ServiceException with AWS's own code and message, if the signature does not match
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
     * A request whose signature was verified.
     *
     * @param service the service it was signed for, such as {@code lambda}
     */
    record Authenticated(Caller caller, String service) {}
}
