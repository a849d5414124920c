package dev.hearth.base.auth;

import java.io.InputStream;

/** Tells who sent a request to S3, whose body is too large to be held. */
@FunctionalInterface
public interface StreamAuthenticator {
    /**
     * Verifies the signature of a request's head. What it says of the body is verified while that is read.
     *
     * @param body as it comes over the wire
     * @throws dev.hearth.error.ServiceException if the signature does not hold
     */
    Streamed authenticate(SignedHead head, InputStream body) throws RefusedBodyException;

    /**
     * A request whose head is what its caller signed.
     *
     * @param content the body's, without the framing of a streaming signature if it had one
     */
    record Streamed(Caller caller, SignedBody content) {}
}
