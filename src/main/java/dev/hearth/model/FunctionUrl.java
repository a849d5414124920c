package dev.hearth.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An address at which a function answers HTTP requests.
 *
 * @param id the first label of the address's host: 32 letters and digits
 * @param arn qualified by an alias's name, or unqualified: then {@code $LATEST} answers
 */
public record FunctionUrl(
        String id,
        FunctionArn arn,
        Authentication authentication,
        Optional<Cors> cors,
        InvokeMode invokeMode,
        Instant created,
        Instant modified) {
    /** Who may call. */
    public enum Authentication {
        /** All callers that the function's policy allows, with or without a signature. */
        NONE,
        /** Only those who sign their requests. */
        AWS_IAM
    }

    /** How the answer goes out. */
    public enum InvokeMode {
        /** At once, when the function has returned. */
        BUFFERED,
        /** While the function writes it. */
        RESPONSE_STREAM
    }

    /**
     * The CORS settings. Each list may contain {@code *}, which stands for all.
     *
     * @param allowCredentials empty if not set, which means no
     * @param maxAge how long a browser may cache the answer to a preflight request, in seconds; empty if not set
     */
    public record Cors(
            Optional<Boolean> allowCredentials,
            List<String> allowHeaders,
            List<String> allowMethods,
            List<String> allowOrigins,
            List<String> exposeHeaders,
            Optional<Integer> maxAge) {
        public Cors {
            allowHeaders = List.copyOf(allowHeaders);
            allowMethods = List.copyOf(allowMethods);
            allowOrigins = List.copyOf(allowOrigins);
            exposeHeaders = List.copyOf(exposeHeaders);
        }
    }

    /** The document name of the URL in its function's scope. */
    public String name() {
        return arn.qualifier().orElse(FunctionArn.LATEST);
    }
}
