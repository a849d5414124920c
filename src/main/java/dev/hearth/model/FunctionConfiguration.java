package dev.hearth.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a function, as the user set it.
 *
 * @param environment the user's own variables
 * @param architectures as in the API: {@code x86_64} or {@code arm64}
 * @param extra further members of the API as JSON, by name
 */
public record FunctionConfiguration(
        Program program,
        String role,
        String description,
        Map<String, String> environment,
        DataSize memory,
        DataSize ephemeralStorage,
        Duration timeout,
        List<String> architectures,
        Logging logging,
        Map<String, String> extra) {
    /** The further member that a function has if it isolates its tenants. */
    public static final String TENANCY = "TenancyConfig";

    /** The further member that says whether its versions start from snapshots. */
    public static final String SNAP_START = "SnapStart";

    /** The further member that says whether its calls are traced. */
    public static final String TRACING = "TracingConfig";

    private static final String OF_VERSIONS = "PublishedVersions";

    public FunctionConfiguration {
        environment = Map.copyOf(environment);
        architectures = List.copyOf(architectures);
        extra = Map.copyOf(extra);
    }

    /** With another program, built for these architectures. */
    public FunctionConfiguration withProgram(Program other, List<String> builtFor) {
        return new FunctionConfiguration(
                other, role, description, environment, memory, ephemeralStorage, timeout, builtFor, logging, extra);
    }

    public FunctionConfiguration withDescription(String other) {
        return new FunctionConfiguration(
                program, role, other, environment, memory, ephemeralStorage, timeout, architectures, logging, extra);
    }

    /** With variables that it has unless it has others of their names. */
    FunctionConfiguration withDefaults(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(environment);
        return new FunctionConfiguration(
                program, role, description, all, memory, ephemeralStorage, timeout, architectures, logging, extra);
    }

    /** Whether each sandbox serves only one of the function's tenants. */
    public boolean isolatesTenants() {
        return extra.containsKey(TENANCY);
    }

    /** Whether published versions are configured to start from snapshots. */
    public boolean startsFromSnapshots() {
        return extra.getOrDefault(SNAP_START, "").contains(OF_VERSIONS);
    }

    /** Whether calls are traced whose callers have not decided about tracing. */
    public boolean tracesActively() {
        return extra.getOrDefault(TRACING, "").contains("\"Active\"");
    }

    public String logGroup() {
        return logging.group();
    }
}
