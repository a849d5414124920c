package dev.hearth.controlplane.invokeconfigs;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Destinations;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.EventInvokeConfig;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsResponse;
import software.amazon.awssdk.services.lambda.model.OnFailure;
import software.amazon.awssdk.services.lambda.model.OnSuccess;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;

/** The operations on the settings of asynchronous invocation. */
public final class InvokeConfigOperations {
    private static final String CONFIG = "/2019-09-25/functions/{FunctionName}/event-invoke-config";

    private final FunctionNames names;
    private final Store store;
    private final Time time;
    private final DestinationRules destinations;

    public InvokeConfigOperations(FunctionNames names, Store store, FunctionAccess access, Time time) {
        this.names = names;
        this.store = store;
        this.time = time;
        this.destinations = new DestinationRules(names, access);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                        "PUT",
                        CONFIG,
                        200,
                        PutFunctionEventInvokeConfigRequest.class,
                        PutFunctionEventInvokeConfigRequest::builder,
                        this::put),
                Operation.of(
                        "POST",
                        CONFIG,
                        200,
                        UpdateFunctionEventInvokeConfigRequest.class,
                        UpdateFunctionEventInvokeConfigRequest::builder,
                        this::update),
                Operation.of(
                        "GET",
                        CONFIG,
                        200,
                        GetFunctionEventInvokeConfigRequest.class,
                        GetFunctionEventInvokeConfigRequest::builder,
                        this::get),
                Operation.of(
                        "DELETE",
                        CONFIG,
                        204,
                        DeleteFunctionEventInvokeConfigRequest.class,
                        DeleteFunctionEventInvokeConfigRequest::builder,
                        this::delete),
                Operation.of(
                        "GET",
                        CONFIG + "/list",
                        200,
                        ListFunctionEventInvokeConfigsRequest.class,
                        ListFunctionEventInvokeConfigsRequest::builder,
                        this::list));
    }

    private PutFunctionEventInvokeConfigResponse put(AccountId account, PutFunctionEventInvokeConfigRequest request) {
        Asked asked = new Asked(
                request.maximumRetryAttempts(), request.maximumEventAgeInSeconds(), request.destinationConfig());
        FunctionArn arn = checked(account, request.functionName(), request.qualifier(), asked);
        EventInvokeConfig config = store.write(transaction -> {
            mustExist(transaction, arn);
            return put(transaction, arn, Optional.empty(), asked);
        });
        return Shapes.copy(shown(config), PutFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    private UpdateFunctionEventInvokeConfigResponse update(
            AccountId account, UpdateFunctionEventInvokeConfigRequest request) {
        Asked asked = new Asked(
                request.maximumRetryAttempts(), request.maximumEventAgeInSeconds(), request.destinationConfig());
        FunctionArn arn = checked(account, request.functionName(), request.qualifier(), asked);
        EventInvokeConfig config = store.write(transaction -> {
            mustExist(transaction, arn);
            return put(transaction, arn, Optional.of(existing(transaction, arn)), asked);
        });
        return Shapes.copy(shown(config), UpdateFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    private GetFunctionEventInvokeConfigResponse get(AccountId account, GetFunctionEventInvokeConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        EventInvokeConfig config = store.read(view -> existing(view, arn));
        return Shapes.copy(shown(config), GetFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    private DeleteFunctionEventInvokeConfigResponse delete(
            AccountId account, DeleteFunctionEventInvokeConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        return store.write(transaction -> {
            EventInvokeConfig config = existing(transaction, arn);
            transaction.delete(Kinds.EVENT_INVOKE_CONFIG, Scope.function(arn), config.qualifier());
            return DeleteFunctionEventInvokeConfigResponse.builder().build();
        });
    }

    private ListFunctionEventInvokeConfigsResponse list(
            AccountId account, ListFunctionEventInvokeConfigsRequest request) {
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.empty());
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String after = Markers.name(request.marker());
        Page<EventInvokeConfig> page = store.read(view -> {
            mustExist(view, arn.unqualified());
            return Page.of(
                    view.list(Kinds.EVENT_INVOKE_CONFIG, Scope.function(arn), after, Page.asked(size)),
                    size,
                    EventInvokeConfig::qualifier);
        });
        return ListFunctionEventInvokeConfigsResponse.builder()
                .functionEventInvokeConfigs(
                        page.items().stream().map(InvokeConfigOperations::shown).toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    /** The settings of a request. A null is a setting that the request leaves out. */
    private record Asked(
            @Nullable Integer retries,
            @Nullable Integer eventAge,
            @Nullable DestinationConfig destination) {
        boolean isEmpty() {
            return retries == null && eventAge == null && destination == null;
        }
    }

    private FunctionArn checked(AccountId account, @Nullable String function, @Nullable String qualifier, Asked asked) {
        FunctionArn arn = resolve(account, function, qualifier);
        if (asked.isEmpty()) {
            throw Failures.invalid("You must specify at least one of error handling or destination setting.");
        }
        destinations.checkRole(arn, Destinations.onSuccess(asked.destination()));
        destinations.checkRole(arn, Destinations.onFailure(asked.destination()));
        return arn;
    }

    private EventInvokeConfig put(
            Transaction transaction, FunctionArn arn, Optional<EventInvokeConfig> earlier, Asked asked) {
        String success = Destinations.onSuccess(asked.destination());
        String failure = Destinations.onFailure(asked.destination());
        destinations.check(transaction, arn, asked.destination(), DestinationRules.Outcome.SUCCESS);
        destinations.check(transaction, arn, asked.destination(), DestinationRules.Outcome.FAILURE);
        EventInvokeConfig config = new EventInvokeConfig(
                arn,
                Optional.ofNullable(asked.retries()).or(() -> earlier.flatMap(EventInvokeConfig::retries)),
                Optional.ofNullable(asked.eventAge())
                        .map(Duration::ofSeconds)
                        .or(() -> earlier.flatMap(EventInvokeConfig::eventAge)),
                destination(success).or(() -> kept(success, earlier.flatMap(EventInvokeConfig::onSuccess))),
                destination(failure).or(() -> kept(failure, earlier.flatMap(EventInvokeConfig::onFailure))),
                time.now());
        transaction.put(Kinds.EVENT_INVOKE_CONFIG, Scope.function(arn), config.qualifier(), config);
        return config;
    }

    private static Optional<String> destination(@Nullable String asked) {
        return Optional.ofNullable(asked).filter(text -> !text.isEmpty());
    }

    /** The new value of a destination. An empty text removes it, null keeps it. */
    private static Optional<String> kept(@Nullable String asked, Optional<String> earlier) {
        return asked == null ? earlier : Optional.empty();
    }

    /** The qualifier of the settings; by default that of {@code $LATEST}. */
    private FunctionArn resolve(AccountId account, @Nullable String function, @Nullable String qualifier) {
        FunctionArn arn = names.resolve(account, String.valueOf(function), Optional.ofNullable(qualifier));
        return arn.qualified(arn.qualifier().orElse(FunctionArn.LATEST));
    }

    private static EventInvokeConfig existing(View view, FunctionArn arn) {
        return view.find(
                        Kinds.EVENT_INVOKE_CONFIG,
                        Scope.function(arn),
                        arn.qualifier().orElseThrow())
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.RESOURCE_NOT_FOUND, "The function " + arn + " doesn't have an EventInvokeConfig"));
    }

    private static void mustExist(View view, FunctionArn arn) {
        try {
            Qualifiers.mustExist(view, arn);
        } catch (ServiceException e) {
            throw new ServiceException(e.code(), "The function doesn't exist.");
        }
    }

    private static FunctionEventInvokeConfig shown(EventInvokeConfig config) {
        return FunctionEventInvokeConfig.builder()
                .functionArn(config.arn().toString())
                .lastModified(config.modified())
                .maximumRetryAttempts(config.retries().orElse(null))
                .maximumEventAgeInSeconds(
                        config.eventAge().map(age -> (int) age.toSeconds()).orElse(null))
                .destinationConfig(DestinationConfig.builder()
                        .onSuccess(OnSuccess.builder()
                                .destination(config.onSuccess().orElse(null))
                                .build())
                        .onFailure(OnFailure.builder()
                                .destination(config.onFailure().orElse(null))
                                .build())
                        .build())
                .build();
    }
}
