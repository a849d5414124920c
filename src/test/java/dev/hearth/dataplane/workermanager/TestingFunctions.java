package dev.hearth.dataplane.workermanager;

import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.TestingModel;
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
        return TestingModel.latest(
                arn(name),
                revision,
                TestingModel.configuration(
                        name,
                        TestingModel.program("provided.al2023", "handler", TestingModel.CODE),
                        Map.of(),
                        memoryMb,
                        Duration.ofSeconds(3)));
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
