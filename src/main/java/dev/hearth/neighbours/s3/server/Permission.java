package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;

/** Decides whether callers may use the buckets of their account. */
@FunctionalInterface
public interface Permission {
    /**
     * Whether a caller may do something.
     *
     * @param action such as {@code s3:GetObject}
     * @param resource such as {@code arn:aws:s3:::bucket/key}; {@code *} for the service itself
     * @param request whose circumstances a policy may ask for
     */
    boolean allows(Caller caller, String action, String resource, HttpRequest request);
}
