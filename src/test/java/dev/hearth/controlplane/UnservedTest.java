package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.controlplane.operation.Operation;
import dev.hearth.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CheckpointDurableExecutionRequest;
import software.amazon.awssdk.services.lambda.model.CreateCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.DeleteCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.GetCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionHistoryRequest;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionRequest;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionStateRequest;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.LambdaResponse;
import software.amazon.awssdk.services.lambda.model.ListCapacityProvidersRequest;
import software.amazon.awssdk.services.lambda.model.ListCapacityProvidersResponse;
import software.amazon.awssdk.services.lambda.model.ListDurableExecutionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListDurableExecutionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionVersionsByCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackFailureRequest;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackHeartbeatRequest;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackSuccessRequest;
import software.amazon.awssdk.services.lambda.model.StopDurableExecutionRequest;
import software.amazon.awssdk.services.lambda.model.UpdateCapacityProviderRequest;

/** No operation of the API is left out, neither those on what Hearth does not have. */
final class UnservedTest {
    private static final String EXECUTION =
            "arn:aws:lambda:us-east-1:000000000000:function:f:1/durable-execution/one/two";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void begin() throws IOException {
        control = new TestingControlPlane(folder);
        control.populate();
    }

    @AfterEach
    void close() {
        control.close();
    }

    private void isRefused(ErrorCode code, LambdaRequest request, String message) {
        refused(code, () -> control.call(LambdaResponse.class, request), message);
    }

    /** All but the forms of Invoke, which are the data plane's. */
    @Test
    void everyOperationOfTheApiIsServed() throws IOException {
        Set<String> served = control.operations().stream()
                .map(operation -> operation.name() + " " + operation.method() + " " + operation.path())
                .collect(Collectors.toSet());
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(UnservedTest.class.getResourceAsStream("/lambda-operations.txt")),
                StandardCharsets.UTF_8))) {
            List<String> missing = lines.lines()
                    .filter(line -> !line.startsWith("#") && !served.contains(line.substring(0, line.lastIndexOf(' '))))
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .toList();
            assertThat(missing).containsExactlyInAnyOrder("Invoke", "InvokeAsync", "InvokeWithResponseStream");
        }
        assertThat(control.operations()).extracting(Operation::name).doesNotHaveDuplicates();
    }

    @Test
    void thereAreNoCapacityProviders() {
        ListCapacityProvidersResponse listed = control.call(
                ListCapacityProvidersResponse.class,
                ListCapacityProvidersRequest.builder().build());
        assertThat(listed.hasCapacityProviders()).isTrue();
        assertThat(listed.capacityProviders()).isEmpty();
        assertThat(listed.nextMarker()).isNull();
        String missing = "Capacity provider not found: p. Hearth has no capacity providers.";
        List<LambdaRequest> ofOne = List.of(
                GetCapacityProviderRequest.builder().capacityProviderName("p").build(),
                DeleteCapacityProviderRequest.builder()
                        .capacityProviderName("p")
                        .build(),
                UpdateCapacityProviderRequest.builder()
                        .capacityProviderName("p")
                        .build(),
                ListFunctionVersionsByCapacityProviderRequest.builder()
                        .capacityProviderName("p")
                        .build());
        ofOne.forEach(request -> isRefused(ErrorCode.RESOURCE_NOT_FOUND, request, missing));
        CreateCapacityProviderRequest.Builder creation =
                CreateCapacityProviderRequest.builder().capacityProviderName("p");
        isRefused(
                ErrorCode.VALIDATION,
                creation.build(),
                "2 validation errors detected: Value null at 'vpcConfig' failed to satisfy constraint");
        isRefused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                creation.vpcConfig(vpc -> vpc.subnetIds("subnet-1").securityGroupIds("sg-1"))
                        .permissionsConfig(
                                permissions -> permissions.capacityProviderOperatorRoleArn(TestingControlPlane.ROLE))
                        .build(),
                "Hearth has no capacity providers");
    }

    @Test
    void noFunctionHasDurableExecutions() {
        ListDurableExecutionsByFunctionResponse listed = control.call(
                ListDurableExecutionsByFunctionResponse.class,
                ListDurableExecutionsByFunctionRequest.builder()
                        .functionName("f")
                        .qualifier("live")
                        .build());
        assertThat(listed.hasDurableExecutions()).isTrue();
        assertThat(listed.durableExecutions()).isEmpty();
        isRefused(
                ErrorCode.RESOURCE_NOT_FOUND,
                ListDurableExecutionsByFunctionRequest.builder()
                        .functionName("none")
                        .build(),
                "Function not found: arn:aws:lambda:us-east-1:000000000000:function:none");
        String missing = "Durable execution not found: " + EXECUTION + ". Hearth has no durable functions.";
        List<LambdaRequest> reads = List.of(
                GetDurableExecutionRequest.builder()
                        .durableExecutionArn(EXECUTION)
                        .build(),
                GetDurableExecutionHistoryRequest.builder()
                        .durableExecutionArn(EXECUTION)
                        .build(),
                StopDurableExecutionRequest.builder()
                        .durableExecutionArn(EXECUTION)
                        .build());
        reads.forEach(request -> isRefused(ErrorCode.RESOURCE_NOT_FOUND, request, missing));
        List<LambdaRequest> steps = List.of(
                GetDurableExecutionStateRequest.builder()
                        .durableExecutionArn(EXECUTION)
                        .checkpointToken("AAAA")
                        .build(),
                CheckpointDurableExecutionRequest.builder()
                        .durableExecutionArn(EXECUTION)
                        .checkpointToken("AAAA")
                        .build());
        steps.forEach(request -> isRefused(ErrorCode.INVALID_PARAMETER_VALUE, request, missing));
        List<LambdaRequest> callbacks = List.of(
                SendDurableExecutionCallbackSuccessRequest.builder()
                        .callbackId("AAAA")
                        .build(),
                SendDurableExecutionCallbackFailureRequest.builder()
                        .callbackId("AAAA")
                        .build(),
                SendDurableExecutionCallbackHeartbeatRequest.builder()
                        .callbackId("AAAA")
                        .build());
        callbacks.forEach(request -> isRefused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                request,
                "Callback not found: AAAA. Hearth has no durable functions."));
    }
}
