package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Logging;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.TestingModel;
import dev.hearth.model.UpdateStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions to store. */
final class TestingFunctions {
    static final String PLAIN_CODE = "plain";

    private TestingFunctions() {}

    /** With everything that a function can have, and in no member its default. */
    static Function full(AccountId account, String name) {
        FunctionArn arn = new FunctionArn("eu-west-1", account, name, Optional.empty());
        FunctionConfiguration configuration = new FunctionConfiguration(
                new Program.Packaged(
                        new RuntimeIdentifier("python3.13"),
                        "a.b",
                        new CodePackage("new", new DataSize(7)),
                        List.of(new FunctionLayer("arn:layer:1", new CodePackage("layer", new DataSize(100))))),
                "arn:aws:iam::000000000000:role/r",
                "says \"hello\" in ünïcode 日本 \u0001",
                Map.of("KEY", "value", "OTHER", ""),
                DataSize.ofMebibytes(512),
                DataSize.ofMebibytes(1024),
                Duration.ofMinutes(15),
                List.of("arm64"),
                new Logging(
                        Logging.Format.JSON,
                        Optional.of("TRACE"),
                        Optional.of(Logging.SystemLevel.WARN),
                        "/some/where"),
                Map.of("TracingConfig", "{\"Mode\":\"Active\"}"));
        FunctionVersion serving = TestingModel.latest(
                arn,
                "earlier",
                TestingModel.configuration(
                        name,
                        TestingModel.program("python3.12", "c.d", new CodePackage("old", new DataSize(5))),
                        Map.of("KEY", "before"),
                        128,
                        Duration.ofSeconds(3)));
        return new Function(
                arn,
                "id",
                configuration,
                Optional.of(serving),
                new FunctionState(FunctionState.Name.ACTIVE, Optional.of("why"), Optional.of("Code")),
                new UpdateStatus(
                        UpdateStatus.Name.FAILED,
                        Optional.of("why not"),
                        Optional.of("Other"),
                        Optional.of(Instant.EPOCH),
                        Optional.of("r0")),
                "revision",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Map.of("tag", "value"),
                12);
    }

    static Function plain(AccountId account, String name, String revision) {
        FunctionArn arn = new FunctionArn("us-east-1", account, name, Optional.empty());
        FunctionConfiguration configuration = TestingModel.configuration(
                name,
                TestingModel.program("provided.al2023", "", new CodePackage(PLAIN_CODE, new DataSize(3))),
                Map.of(),
                128,
                Duration.ofSeconds(3));
        return TestingModel.function(arn, revision, configuration, FunctionState.ACTIVE);
    }

    static Function with(Function function, FunctionState state, UpdateStatus update) {
        return function.withState(state).withUpdate(update);
    }
}
