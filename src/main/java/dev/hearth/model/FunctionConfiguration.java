package dev.hearth.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the user said a function shall be.
 *
 * @param architectures as in the API: {@code x86_64} or {@code arm64}
 * @param extra further members of the API that are kept and shown, but change nothing here: JSON by member name
 */
public record FunctionConfiguration(
        PackageType packageType,
        RuntimeIdentifier runtime,
        String handler,
        String role,
        String description,
        CodePackage code,
        Map<String, String> environment,
        DataSize memory,
        DataSize ephemeralStorage,
        Duration timeout,
        List<String> architectures,
        String logGroup,
        Map<String, String> extra) {
    public FunctionConfiguration {
        environment = Map.copyOf(environment);
        architectures = List.copyOf(architectures);
        extra = Map.copyOf(extra);
    }

    /** With other code, for these architectures. */
    public FunctionConfiguration withCode(CodePackage other, List<String> builtFor) {
        return new FunctionConfiguration(
                packageType,
                runtime,
                handler,
                role,
                description,
                other,
                environment,
                memory,
                ephemeralStorage,
                timeout,
                builtFor,
                logGroup,
                extra);
    }

    /** The version that runs with it. */
    public FunctionVersion version(FunctionArn arn, String revisionId) {
        return new FunctionVersion(
                arn, revisionId, runtime, handler, code, environment, memory, ephemeralStorage, timeout, logGroup);
    }
}
