package dev.hearth.workermanager;

import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.RuntimeIdentifier;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Functions and invocations to test with. */
final class TestingFunctions {
    private TestingFunctions() {}

    static FunctionArn arn(String name) {
        return new FunctionArn("us-east-1", new AccountId("000000000000"), name, Optional.empty());
    }

    static FunctionVersion function(String name, String revision, int memoryMb) {
        return new FunctionVersion(
                arn(name).qualified(FunctionArn.LATEST),
                revision,
                new RuntimeIdentifier("provided.al2023"),
                "handler",
                new CodePackage("0".repeat(64), new DataSize(1)),
                Map.of(),
                DataSize.ofMebibytes(memoryMb),
                DataSize.ofMebibytes(512),
                Duration.ofSeconds(3),
                "/aws/lambda/" + name);
    }

    static Invocation invocation(FunctionVersion function, String requestId) {
        return new Invocation(
                requestId,
                new byte[0],
                function.arn(),
                "Root=1-0-0",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
