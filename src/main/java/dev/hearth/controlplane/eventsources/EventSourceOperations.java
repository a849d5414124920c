package dev.hearth.controlplane.eventsources;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.controlplane.operation.TagRules;
import dev.hearth.controlplane.operation.Tagged;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.FilterCriteria;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.ScalingConfig;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

/** The operations on event source mappings. Deleting a function does not delete its mappings, as on Lambda. */
public final class EventSourceOperations implements AutoCloseable {
    private static final String MAPPINGS = "/2015-03-31/event-source-mappings";
    private static final String MAPPING = MAPPINGS + "/{UUID}";

    private final FunctionNames names;
    private final Store store;
    private final SourcePolling polling;
    private final MappingActivation settling;
    private final Time time;
    private final Ids ids;

    public EventSourceOperations(FunctionNames names, Store store, SourcePolling polling, Time time, Ids ids) {
        this.names = names;
        this.store = store;
        this.polling = polling;
        this.settling = new MappingActivation(store, polling);
        this.time = time;
        this.ids = ids;
    }

    /** Has enabled mappings polled, and resumes transitions that an earlier process did not finish. */
    public void resume() {
        settling.resume();
    }

    @Override
    public void close() {
        settling.close();
    }

    public Tagged tagged() {
        return new MappingTags();
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                        "POST",
                        MAPPINGS,
                        202,
                        CreateEventSourceMappingRequest.class,
                        CreateEventSourceMappingRequest::builder,
                        this::create),
                Operation.of(
                        "GET",
                        MAPPINGS,
                        200,
                        ListEventSourceMappingsRequest.class,
                        ListEventSourceMappingsRequest::builder,
                        this::list),
                Operation.of(
                        "GET",
                        MAPPING,
                        200,
                        GetEventSourceMappingRequest.class,
                        GetEventSourceMappingRequest::builder,
                        this::get),
                Operation.of(
                        "PUT",
                        MAPPING,
                        202,
                        UpdateEventSourceMappingRequest.class,
                        UpdateEventSourceMappingRequest::builder,
                        this::update),
                Operation.of(
                        "DELETE",
                        MAPPING,
                        202,
                        DeleteEventSourceMappingRequest.class,
                        DeleteEventSourceMappingRequest::builder,
                        this::delete));
    }

    private CreateEventSourceMappingResponse create(AccountId account, CreateEventSourceMappingRequest request) {
        EventSourceMappingConfiguration asked = withoutEmpty(
                Shapes.copy(request, EventSourceMappingConfiguration.builder()).build());
        FunctionArn function = names.resolve(account, request.functionName(), Optional.empty());
        SourceType type = SourceType.of(asked);
        MappingRules.check(asked, type, time.now());
        String id = ids.uuid();
        boolean enabled = !Boolean.FALSE.equals(request.enabled());
        EventSourceMappingConfiguration shown = MappingRules.withDefaults(asked, type).toBuilder()
                .uuid(id)
                .eventSourceMappingArn(
                        "arn:aws:lambda:" + names.region() + ":" + account + ":event-source-mapping:" + id)
                .functionArn(function.toString())
                .lastModified(time.now())
                .state(type.firstState(enabled).wire())
                .applyMutation(mapping -> ConsumerGroups.fill(mapping, type, id))
                .build();
        Mapping made = new Mapping(account, shown, enabled, TagRules.checked(request.tags()));
        store.write(transaction -> {
            checkFunction(transaction, function);
            refuseSecond(transaction, account, made, type);
            transaction.put(Mapping.KIND, Scope.of(account), id, made);
            return made;
        });
        settling.submit(made);
        return Shapes.copy(made.shown(), CreateEventSourceMappingResponse.builder())
                .build();
    }

    private UpdateEventSourceMappingResponse update(AccountId account, UpdateEventSourceMappingRequest request) {
        EventSourceMappingConfiguration asked =
                Shapes.copy(request, EventSourceMappingConfiguration.builder()).build();
        Mapping changed = store.write(transaction -> {
            Mapping current = existing(transaction, account, request.uuid());
            refuseUnsettled(current, "update");
            SourceType type = SourceType.of(current.shown());
            EventSourceMappingConfiguration.Builder merged = Shapes.copy(request, current.shown().toBuilder());
            if (request.functionName() != null) {
                FunctionArn function = names.resolve(account, request.functionName(), Optional.empty());
                checkFunction(transaction, function);
                merged.functionArn(function.toString());
            }
            ConsumerGroups.refuseChange(current.shown(), asked);
            String group = ConsumerGroups.group(current.shown());
            ConsumerGroups.fill(merged, type, group == null ? current.id() : group);
            EventSourceMappingConfiguration shown = withoutEmpty(merged.build());
            MappingRules.check(shown, type, time.now());
            boolean enabled = request.enabled() == null ? current.enabled() : request.enabled();
            Mapping updated = current.updated(MappingRules.withDefaults(shown, type), enabled, time.now());
            refuseSecond(transaction, account, updated, type);
            transaction.put(Mapping.KIND, Scope.of(account), current.id(), updated);
            return updated;
        });
        settling.submit(changed);
        return Shapes.copy(changed.shown(), UpdateEventSourceMappingResponse.builder())
                .build();
    }

    /** Removes a setting that the request sets to an empty structure. */
    private static EventSourceMappingConfiguration withoutEmpty(EventSourceMappingConfiguration mapping) {
        EventSourceMappingConfiguration.Builder kept = mapping.toBuilder();
        if (mapping.filterCriteria() != null
                && mapping.filterCriteria().filters().isEmpty()) {
            kept.filterCriteria((FilterCriteria) null);
        }
        if (mapping.scalingConfig() != null && mapping.scalingConfig().maximumConcurrency() == null) {
            kept.scalingConfig((ScalingConfig) null);
        }
        if (mapping.kmsKeyArn() != null && mapping.kmsKeyArn().isEmpty()) {
            kept.kmsKeyArn(null);
        }
        return kept.build();
    }

    private GetEventSourceMappingResponse get(AccountId account, GetEventSourceMappingRequest request) {
        Mapping mapping = store.read(view -> existing(view, account, request.uuid()));
        return Shapes.copy(withResult(mapping), GetEventSourceMappingResponse.builder())
                .build();
    }

    /** The mapping as it is shown, with what came of its last batch. */
    private EventSourceMappingConfiguration withResult(Mapping mapping) {
        return mapping.is(Mapping.State.ENABLED)
                ? polling.result(mapping.id())
                        .map(result -> mapping.shown().toBuilder()
                                .lastProcessingResult(result)
                                .build())
                        .orElse(mapping.shown())
                : mapping.shown();
    }

    private DeleteEventSourceMappingResponse delete(AccountId account, DeleteEventSourceMappingRequest request) {
        Mapping deleted = store.write(transaction -> {
            Mapping current = existing(transaction, account, request.uuid());
            refuseUnsettled(current, "delete");
            Mapping deleting = current.withState(Mapping.State.DELETING);
            transaction.put(Mapping.KIND, Scope.of(account), current.id(), deleting);
            return deleting;
        });
        settling.submit(deleted);
        return Shapes.copy(deleted.shown(), DeleteEventSourceMappingResponse.builder())
                .build();
    }

    private ListEventSourceMappingsResponse list(AccountId account, ListEventSourceMappingsRequest request) {
        Optional<FunctionArn> function =
                Optional.ofNullable(request.functionName()).map(name -> names.resolve(account, name, Optional.empty()));
        Predicate<Mapping> wanted = mapping -> function.map(
                                arn -> arn.toString().equals(mapping.shown().functionArn()))
                        .orElse(true)
                && (request.eventSourceArn() == null
                        || request.eventSourceArn().equals(mapping.shown().eventSourceArn()));
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String after = Markers.name(request.marker());
        // mappings outlive their functions, so the function need not exist
        Page<Mapping> page =
                store.read(view -> Page.of(found(view, account, after, Page.asked(size), wanted), size, Mapping::id));
        return ListEventSourceMappingsResponse.builder()
                .eventSourceMappings(page.items().stream().map(this::withResult).toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    private static List<Mapping> found(
            View view, AccountId account, String begin, int limit, Predicate<Mapping> wanted) {
        List<Mapping> found = new ArrayList<>();
        String after = begin;
        while (found.size() < limit) {
            List<Mapping> more = view.list(Mapping.KIND, Scope.of(account), after, limit);
            more.stream().filter(wanted).forEach(found::add);
            if (more.size() < limit) {
                break;
            }
            after = more.getLast().id();
        }
        return found.subList(0, Math.min(found.size(), limit));
    }

    private static void checkFunction(View view, FunctionArn function) {
        try {
            Qualifiers.mustExist(view, function);
        } catch (ServiceException e) {
            throw Failures.invalid("Function does not exist");
        }
        // no source gives the tenant of a record
        if (Qualifiers.function(view, function).configuration().isolatesTenants()) {
            throw Failures.invalid("Event source mappings are not supported for functions with tenancy configuration.");
        }
    }

    /** Refuses a second mapping of the same source and function. */
    private static void refuseSecond(Transaction transaction, AccountId account, Mapping made, SourceType type) {
        Optional<Mapping> first = transaction.list(Mapping.KIND, Scope.of(account)).stream()
                .filter(other -> !other.id().equals(made.id()) && isSame(other.shown(), made.shown()))
                .findFirst();
        if (first.isPresent()) {
            throw Failures.conflict(already(made.shown(), type)
                    + " already exists. Please update or delete the existing mapping with UUID "
                    + first.get().id());
        }
    }

    private static String already(EventSourceMappingConfiguration mapping, SourceType type) {
        String source = "(\" " + mapping.eventSourceArn() + " \")";
        String function = "(\" " + FunctionNames.named(mapping.functionArn()) + " \")";
        return switch (type) {
            case SQS -> "An event source mapping with SQS arn " + source + " and function " + function;
            case SELF_MANAGED_KAFKA ->
                "An event source mapping with event source (\"" + String.join(",", endpoints(mapping))
                        + "\"), function (\"" + mapping.functionArn() + "\"), topics (\""
                        + String.join(",", mapping.topics()) + "\")";
            case KINESIS, DYNAMODB, MSK, MQ, DOCUMENT_DB ->
                "The event source arn " + source + " and function " + function + " provided mapping";
        };
    }

    private static List<String> endpoints(EventSourceMappingConfiguration mapping) {
        return mapping.selfManagedEventSource() == null
                ? List.of()
                : mapping.selfManagedEventSource().endpointsAsStrings().values().stream()
                        .flatMap(List::stream)
                        .toList();
    }

    /** Whether two lists of Kafka brokers are the same cluster: if they have a broker in common. */
    private static boolean sameBrokers(EventSourceMappingConfiguration one, EventSourceMappingConfiguration other) {
        return endpoints(one).equals(endpoints(other)) || !Collections.disjoint(endpoints(one), endpoints(other));
    }

    private static boolean isSame(EventSourceMappingConfiguration one, EventSourceMappingConfiguration other) {
        return one.functionArn().equals(other.functionArn())
                && Objects.equals(one.eventSourceArn(), other.eventSourceArn())
                && sameBrokers(one, other)
                && one.topics().equals(other.topics())
                && one.queues().equals(other.queues())
                && Objects.equals(one.documentDBEventSourceConfig(), other.documentDBEventSourceConfig());
    }

    private static void refuseUnsettled(Mapping mapping, String what) {
        if (!mapping.isSettled()) {
            throw new ServiceException(
                    ErrorCode.RESOURCE_IN_USE, "Cannot " + what + " the event source mapping because it is in use.");
        }
    }

    /** The ARN of a mapping's function. */
    public Optional<String> function(AccountId account, String id) {
        return store.read(view -> view.find(Mapping.KIND, Scope.of(account), id))
                .map(mapping -> mapping.shown().functionArn());
    }

    private static Mapping existing(View view, AccountId account, String id) {
        return view.find(Mapping.KIND, Scope.of(account), id).orElseThrow(Failures::noResource);
    }
}
