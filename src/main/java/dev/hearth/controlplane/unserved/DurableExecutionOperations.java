package dev.hearth.controlplane.unserved;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CheckpointDurableExecutionRequest;
import software.amazon.awssdk.services.lambda.model.CheckpointDurableExecutionResponse;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionHistoryRequest;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionHistoryResponse;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionRequest;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionResponse;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionStateRequest;
import software.amazon.awssdk.services.lambda.model.GetDurableExecutionStateResponse;
import software.amazon.awssdk.services.lambda.model.ListDurableExecutionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListDurableExecutionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackFailureRequest;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackFailureResponse;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackHeartbeatRequest;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackHeartbeatResponse;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackSuccessRequest;
import software.amazon.awssdk.services.lambda.model.SendDurableExecutionCallbackSuccessResponse;
import software.amazon.awssdk.services.lambda.model.StopDurableExecutionRequest;
import software.amazon.awssdk.services.lambda.model.StopDurableExecutionResponse;

/**
 * Executions of durable functions, whose steps are recorded and which can wait for days. Hearth has no durable
 * functions, and so no function has such executions.
 */
public final class DurableExecutionOperations {
    private static final String EXECUTION = "/2025-12-01/durable-executions/{DurableExecutionArn}";
    private static final String CALLBACK = "/2025-12-01/durable-execution-callbacks/{CallbackId}";
    private static final String NONE = "Hearth has no durable functions.";

    private final FunctionNames names;
    private final Store store;

    public DurableExecutionOperations(FunctionNames names, Store store) {
        this.names = names;
        this.store = store;
    }

    public List<Operation<?, ?>> operations() {
        return Stream.of(reads(), changes(), callbacks()).flatMap(List::stream).toList();
    }

    private List<Operation<?, ?>> reads() {
        return List.of(
                Operation.of(
                        "GET",
                        "/2025-12-01/functions/{FunctionName}/durable-executions",
                        200,
                        ListDurableExecutionsByFunctionRequest.class,
                        ListDurableExecutionsByFunctionRequest::builder,
                        this::list),
                Operation.of(
                        "GET",
                        EXECUTION,
                        200,
                        GetDurableExecutionRequest.class,
                        GetDurableExecutionRequest::builder,
                        this::get),
                Operation.of(
                        "GET",
                        EXECUTION + "/history",
                        200,
                        GetDurableExecutionHistoryRequest.class,
                        GetDurableExecutionHistoryRequest::builder,
                        this::history),
                Operation.of(
                        "GET",
                        EXECUTION + "/state",
                        200,
                        GetDurableExecutionStateRequest.class,
                        GetDurableExecutionStateRequest::builder,
                        this::state));
    }

    private List<Operation<?, ?>> changes() {
        return List.of(
                Operation.of(
                        "POST",
                        EXECUTION + "/checkpoint",
                        200,
                        CheckpointDurableExecutionRequest.class,
                        CheckpointDurableExecutionRequest::builder,
                        this::checkpoint),
                Operation.of(
                        "POST",
                        EXECUTION + "/stop",
                        200,
                        StopDurableExecutionRequest.class,
                        StopDurableExecutionRequest::builder,
                        this::stop));
    }

    private List<Operation<?, ?>> callbacks() {
        return List.of(
                Operation.of(
                        "POST",
                        CALLBACK + "/succeed",
                        200,
                        SendDurableExecutionCallbackSuccessRequest.class,
                        SendDurableExecutionCallbackSuccessRequest::builder,
                        this::succeed),
                Operation.of(
                        "POST",
                        CALLBACK + "/fail",
                        200,
                        SendDurableExecutionCallbackFailureRequest.class,
                        SendDurableExecutionCallbackFailureRequest::builder,
                        this::fail),
                Operation.of(
                        "POST",
                        CALLBACK + "/heartbeat",
                        200,
                        SendDurableExecutionCallbackHeartbeatRequest.class,
                        SendDurableExecutionCallbackHeartbeatRequest::builder,
                        this::heartbeat));
    }

    private ListDurableExecutionsByFunctionResponse list(
            AccountId account, ListDurableExecutionsByFunctionRequest request) {
        var _ = Markers.name(request.marker());
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.ofNullable(request.qualifier()));
        store.read(view -> {
            Qualifiers.mustExist(view, arn);
            return arn;
        });
        return ListDurableExecutionsByFunctionResponse.builder()
                .durableExecutions(List.of())
                .build();
    }

    private GetDurableExecutionResponse get(AccountId account, GetDurableExecutionRequest request) {
        throw notFound(request.durableExecutionArn());
    }

    private GetDurableExecutionHistoryResponse history(AccountId account, GetDurableExecutionHistoryRequest request) {
        var _ = Markers.name(request.marker());
        throw notFound(request.durableExecutionArn());
    }

    private StopDurableExecutionResponse stop(AccountId account, StopDurableExecutionRequest request) {
        throw notFound(request.durableExecutionArn());
    }

    // the API has no error for an execution or a callback that does not exist in the operations below

    private GetDurableExecutionStateResponse state(AccountId account, GetDurableExecutionStateRequest request) {
        var _ = Markers.name(request.marker());
        throw Failures.invalid(missing(request.durableExecutionArn()));
    }

    private CheckpointDurableExecutionResponse checkpoint(
            AccountId account, CheckpointDurableExecutionRequest request) {
        throw Failures.invalid(missing(request.durableExecutionArn()));
    }

    private SendDurableExecutionCallbackSuccessResponse succeed(
            AccountId account, SendDurableExecutionCallbackSuccessRequest request) {
        throw noCallback(request.callbackId());
    }

    private SendDurableExecutionCallbackFailureResponse fail(
            AccountId account, SendDurableExecutionCallbackFailureRequest request) {
        throw noCallback(request.callbackId());
    }

    private SendDurableExecutionCallbackHeartbeatResponse heartbeat(
            AccountId account, SendDurableExecutionCallbackHeartbeatRequest request) {
        throw noCallback(request.callbackId());
    }

    private static ServiceException notFound(@Nullable String arn) {
        return Failures.notFound(missing(arn));
    }

    private static String missing(@Nullable String arn) {
        return "Durable execution not found: " + arn + ". " + NONE;
    }

    private static ServiceException noCallback(@Nullable String id) {
        return Failures.invalid("Callback not found: " + id + ". " + NONE);
    }
}
