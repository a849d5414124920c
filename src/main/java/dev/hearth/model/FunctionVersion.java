package dev.hearth.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a function with all that is needed to run it. A sandbox is made for one version, and serves no other.
 *
 * <p>{@link #arn} and {@link #revisionId} identify it. A change of code or configuration gives a new revision, and so
 * new sandboxes.
 *
 * @param arn qualified: the last part is a version number or {@code $LATEST}
 * @param revisionId changes with every update
 */
public record FunctionVersion(FunctionArn arn, String revisionId, FunctionConfiguration configuration) {
    public FunctionVersion {
        if (arn.qualifier().isEmpty()) {
            throw new IllegalArgumentException("not a version: " + arn);
        }
    }

    public String version() {
        return arn.qualifier().orElseThrow();
    }

    public SandboxKey sandboxKey() {
        return sandboxKey(Optional.empty());
    }

    /** The key of its sandboxes, for one tenant if it isolates tenants. */
    public SandboxKey sandboxKey(Optional<String> tenant) {
        return new SandboxKey(arn, revisionId, tenant);
    }

    /** Whether each of its sandboxes serves only one tenant. */
    public boolean isolatesTenants() {
        return configuration.isolatesTenants();
    }

    public Program program() {
        return configuration.program();
    }

    /**
     * The program of a function that has code for a runtime.
     *
     * @throws IllegalStateException if it has an image
     */
    public Program.Packaged packaged() {
        return switch (program()) {
            case Program.Packaged packaged -> packaged;
            case Program.Imaged _ -> throw new IllegalStateException(arn + " has an image, no runtime");
        };
    }

    public Map<String, String> environment() {
        return configuration.environment();
    }

    /** The same version with variables that it gets unless its configuration has others of their names. */
    public FunctionVersion withDefaults(Map<String, String> variables) {
        return variables.isEmpty() ? this : new FunctionVersion(arn, revisionId, configuration.withDefaults(variables));
    }

    public DataSize memory() {
        return configuration.memory();
    }

    public DataSize ephemeralStorage() {
        return configuration.ephemeralStorage();
    }

    public Duration timeout() {
        return configuration.timeout();
    }

    public Logging logging() {
        return configuration.logging();
    }

    public String logGroup() {
        return configuration.logGroup();
    }
}
