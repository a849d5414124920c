package dev.hearth.base.auth;

import java.io.InputStream;

/** Authenticates requests to S3, whose bodies are too large for memory. */
@FunctionalInterface
public interface StreamAuthenticator {
    /**
     * Verifies the signature of a request's head. The body is verified while its content is read.
     *
     * @param body as the peer sends it
     * @throws dev.hearth.error.ServiceException if the signature does not match
     */
    Streamed authenticate(SignedHead head, InputStream body) throws RefusedBodyException;

    /**
     * A request whose head was verified.
     *
     * @param content the body's content, without the framing of a streaming signature
     */
    record Streamed(Caller caller, SignedBody content) {}
}
