package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Invocations to test with. */
final class Invocations {
    static final FunctionArn ARN =
            new FunctionArn("us-east-1", new AccountId("000000000000"), "hello", Optional.empty());

    private Invocations() {}

    static Invocation of(String id, String payload) {
        return new Invocation(
                id,
                payload.getBytes(StandardCharsets.UTF_8),
                ARN,
                "Root=1-5759e988-bd862e3fe1be46a994272793",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
