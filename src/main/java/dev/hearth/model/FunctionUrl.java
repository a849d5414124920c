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
        /** Anybody whom the function's policy lets, signed or not. */
        NONE,
        /** Only those who sign their requests. */
        AWS_IAM
    }

    /** How the answer goes out. */
    public enum InvokeMode {
        /** At once, when the function has returned. */
        BUFFERED,
        /** As the function writes it. */
        RESPONSE_STREAM
    }

    /**
     * What browsers are told about pages of other origins. Each list may hold {@code *}, which stands for all.
     *
     * @param allowCredentials empty if it was not said: then no
     * @param maxAge seconds for which a browser may keep the answer to a preflight request; empty if it was not said
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

    /** The name under which it is kept among those of its function. */
    public String name() {
        return arn.qualifier().orElse(FunctionArn.LATEST);
    }
}
