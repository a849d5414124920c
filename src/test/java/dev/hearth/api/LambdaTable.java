package dev.hearth.api;

import dev.hearth.controlplane.operation.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.LambdaResponse;

/** Every operation of the Lambda API, as routes to nobody. */
final class LambdaTable {
    private LambdaTable() {}

    static List<Operation<?, ?>> operations() throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(LambdaTable.class.getResourceAsStream("/lambda-operations.txt")),
                StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .<Operation<?, ?>>map(LambdaTable::operation)
                    .toList();
        }
    }

    private static Operation<LambdaRequest, LambdaResponse> operation(String line) {
        String[] parts = line.split(" ", 4);
        return new Operation<>(
                parts[0],
                parts[1],
                parts[2],
                Integer.parseInt(parts[3]),
                "lambda:" + parts[0],
                1024,
                LambdaRequest.class,
                () -> builder(parts[0]),
                (account, request) -> {
                    throw new AssertionError("not called");
                });
    }

    private static SdkPojo builder(String operation) {
        try {
            return (SdkPojo) Class.forName(LambdaRequest.class.getPackageName() + "." + operation + "Request")
                    .getMethod("builder")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the SDK lacks a request", e);
        }
    }
}
