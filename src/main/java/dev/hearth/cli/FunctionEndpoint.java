package dev.hearth.cli;

import java.net.URI;

/** The value of {@code AWS_ENDPOINT_URL} in functions. */
public sealed interface FunctionEndpoint {
    /** Hearth itself, at an address that sandboxes can reach. */
    record Own() implements FunctionEndpoint {}

    /** Another server. */
    record Other(URI uri) implements FunctionEndpoint {}

    /** The variable is not set, so SDKs use AWS itself. */
    record None() implements FunctionEndpoint {}
}
