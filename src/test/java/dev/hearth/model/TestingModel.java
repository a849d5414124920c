package dev.hearth.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions to test with, as plain as they can be. */
public final class TestingModel {
    public static final AccountId ACCOUNT = new AccountId("000000000000");
    public static final CodePackage CODE = new CodePackage("0".repeat(64), new DataSize(3));

    private TestingModel() {}

    public static FunctionArn arn(String name) {
        return new FunctionArn("us-east-1", ACCOUNT, name, Optional.empty());
    }

    public static Program.Packaged program(String runtime, String handler, CodePackage code) {
        return new Program.Packaged(new RuntimeIdentifier(runtime), handler, code, List.of());
    }

    public static FunctionConfiguration configuration(
            String name, Program program, Map<String, String> environment, int memoryMb, Duration timeout) {
        return new FunctionConfiguration(
                program,
                "arn:aws:iam::000000000000:role/r",
                "",
                environment,
                DataSize.ofMebibytes(memoryMb),
                DataSize.ofMebibytes(512),
                timeout,
                List.of("x86_64"),
                Logging.text("/aws/lambda/" + name),
                Map.of());
    }

    public static FunctionConfiguration configuration(String name) {
        return configuration(name, program("provided.al2023", "any", CODE), Map.of(), 128, Duration.ofSeconds(3));
    }

    /** {@code $LATEST} with this configuration. */
    public static FunctionVersion latest(FunctionArn arn, String revision, FunctionConfiguration configuration) {
        return new FunctionVersion(arn.qualified(FunctionArn.LATEST), revision, configuration);
    }

    /** A function that serves, if it is active, what it is configured to be. */
    public static Function function(
            FunctionArn arn, String revision, FunctionConfiguration configuration, FunctionState state) {
        return function(arn, "id of " + arn.name(), revision, configuration, state);
    }

    /** The same, of an identity of its own. */
    public static Function function(
            FunctionArn arn, String id, String revision, FunctionConfiguration configuration, FunctionState state) {
        return new Function(
                arn,
                id,
                configuration,
                state.equals(FunctionState.ACTIVE)
                        ? Optional.of(latest(arn, revision, configuration))
                        : Optional.empty(),
                state,
                UpdateStatus.SUCCESSFUL,
                revision,
                Instant.EPOCH,
                Map.of(),
                0);
    }
}
