package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.creation;
import static dev.hearth.controlplane.TestingControlPlane.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.QueueMapping;
import dev.hearth.time.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.EndPointType;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.SourceAccessConfiguration;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

/** Event source mappings: what is shown by default, how they change state, and what each source does not have. */
final class EventSourcesTest {
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";
    private static final String STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    private static final String TABLE =
            "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-01T00:00:00.000";
    private static final String MSK = "arn:aws:kafka:us-east-1:000000000000:cluster/c/123";
    private static final String BROKER = "arn:aws:mq:us-east-1:000000000000:broker:b:1";
    private static final String CLUSTER = "arn:aws:rds:us-east-1:000000000000:cluster:c";
    private static final SourceAccessConfiguration LOGIN = SourceAccessConfiguration.builder()
            .type("BASIC_AUTH")
            .uri("arn:aws:secretsmanager:us-east-1:000000000000:secret:s")
            .build();

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
        control.call(CreateFunctionResponse.class, creation("f").build());
        control.awaitFinished("f");
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void aQueueHasItsDefaultsAndBecomesEnabled() {
        CreateEventSourceMappingResponse made = create(r -> r.eventSourceArn(QUEUE));
        assertThat(made.state()).isEqualTo("Creating");
        assertThat(made.stateTransitionReason()).isEqualTo("USER_INITIATED");
        assertThat(made.batchSize()).isEqualTo(10);
        assertThat(made.maximumBatchingWindowInSeconds()).isZero();
        assertThat(made.functionArn()).isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:f");
        assertThat(made.eventSourceMappingArn())
                .isEqualTo("arn:aws:lambda:us-east-1:000000000000:event-source-mapping:" + made.uuid());
        assertThat(made.startingPosition()).isNull();
        assertThat(made.parallelizationFactor()).isNull();
        assertThat(made.destinationConfig()).isNull();
        assertThat(made.lastModified()).isEqualTo(Instant.ofEpochSecond(1_800_000_000, 5_000_000));
        assertThat(await(made.uuid(), "Enabled").batchSize()).isEqualTo(10);
    }

    @Test
    void aQueueThatIsNotToBeEnabledIsDisabledAtOnce() {
        CreateEventSourceMappingResponse made =
                create(r -> r.eventSourceArn(QUEUE).enabled(false));
        assertThat(made.state()).isEqualTo("Disabled");
        assertThat(update(made.uuid(), r -> r.enabled(true)).state()).isEqualTo("Enabling");
        await(made.uuid(), "Enabled");
    }

    @Test
    void aStreamHasItsDefaults() {
        CreateEventSourceMappingResponse made =
                create(r -> r.eventSourceArn(STREAM).startingPosition("LATEST").enabled(false));
        assertThat(made.batchSize()).isEqualTo(100);
        assertThat(made.parallelizationFactor()).isEqualTo(1);
        assertThat(made.maximumRecordAgeInSeconds()).isEqualTo(-1);
        assertThat(made.maximumRetryAttempts()).isEqualTo(-1);
        assertThat(made.bisectBatchOnFunctionError()).isFalse();
        assertThat(made.tumblingWindowInSeconds()).isZero();
        assertThat(made.destinationConfig().onFailure().destination()).isNull();
        assertThat(made.lastProcessingResult()).isEqualTo("No records processed");
        assertThat(made.stateTransitionReason()).isEqualTo("User action");
        await(made.uuid(), "Disabled");
    }

    @Test
    void updatesChangeInPartAndPassThroughTheirStates() {
        String id = create(r -> r.eventSourceArn(QUEUE)
                        .filterCriteria(f -> f.filters(Filter.builder()
                                .pattern("{\"body\":{\"a\":[\"x\"]}}")
                                .build()))
                        .scalingConfig(s -> s.maximumConcurrency(5)))
                .uuid();
        await(id, "Enabled");
        assertThat(update(id, r -> r.batchSize(9)).state()).isEqualTo("Updating");
        await(id, "Enabled");
        assertThat(update(id, r -> r.enabled(false).scalingConfig(s -> {})).state())
                .isEqualTo("Disabling");
        GetEventSourceMappingResponse disabled = await(id, "Disabled");
        assertThat(disabled.batchSize()).isEqualTo(9);
        assertThat(disabled.scalingConfig()).isNull();
        assertThat(disabled.filterCriteria().filters()).hasSize(1);
        assertThat(update(id, r -> r.enabled(true).filterCriteria(f -> {})).state())
                .isEqualTo("Enabling");
        assertThat(await(id, "Enabled").filterCriteria()).isNull();
        assertThat(control.call(
                                DeleteEventSourceMappingResponse.class,
                                DeleteEventSourceMappingRequest.builder()
                                        .uuid(id)
                                        .build())
                        .state())
                .isEqualTo("Deleting");
        Eventually.holds(() -> list(r -> {}).eventSourceMappings().isEmpty());
        refused(ErrorCode.RESOURCE_NOT_FOUND, () -> get(id), "The resource you requested does not exist.");
    }

    @Test
    void anEnabledMappingOfAQueueIsPolledUntilItsLastBatchHasEnded() {
        String id = create(r -> r.eventSourceArn(QUEUE)
                        .batchSize(20)
                        .maximumBatchingWindowInSeconds(3)
                        .functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
                        .filterCriteria(f -> f.filters(filter("{\"body\":[\"x\"]}")))
                        .scalingConfig(s -> s.maximumConcurrency(2)))
                .uuid();
        assertThat(await(id, "Enabled").lastProcessingResult()).isEqualTo("OK");
        assertThat(control.polling.polled.get(id))
                .isEqualTo(new QueueMapping(
                        id,
                        TestingControlPlane.ACCOUNT,
                        QUEUE,
                        "arn:aws:lambda:us-east-1:000000000000:function:f",
                        20,
                        Duration.ofSeconds(3),
                        List.of("{\"body\":[\"x\"]}"),
                        true,
                        OptionalInt.of(2)));
        control.polling.polled.clear();
        control.restart();
        assertThat(control.polling.polled).as("in the next life").containsKey(id);
        control.polling.ending = new CountDownLatch(1);
        update(id, r -> r.enabled(false));
        assertThat(get(id).state()).isEqualTo("Disabling");
        control.polling.ending.countDown();
        await(id, "Disabled");
        assertThat(control.polling.polled).isEmpty();
        assertThat(get(id).lastProcessingResult()).isNull();
    }

    /** Another server over the same store changes and deletes mappings too. */
    @Test
    void pollingFollowsTheStore() {
        control.restart();
        String id = create(r -> r.eventSourceArn(QUEUE)).uuid();
        await(id, "Enabled");
        QueueMapping polled = control.polling.polled.remove(id);
        assertThat(polled).isNotNull();
        Kind<JsonObject> kind = Kind.of("event-source-mapping", document -> document, document -> document);
        Scope scope = Scope.of(TestingControlPlane.ACCOUNT);
        control.store.write(transaction -> {
            JsonObject document = transaction.find(kind, scope, id).orElseThrow();
            transaction.put(kind, scope, id, document);
            return document;
        });
        Eventually.holds(() -> Objects.equals(polled, control.polling.polled.get(id)));
        control.store.write(transaction -> transaction.delete(kind, scope, id));
        Eventually.holds(() -> control.polling.polled.isEmpty());
    }

    @Test
    void otherSourcesAreNotPolled() {
        String id =
                create(r -> r.eventSourceArn(STREAM).startingPosition("LATEST")).uuid();
        await(id, "Enabled");
        assertThat(control.polling.polled).isEmpty();
    }

    @Test
    void noSourceSaysWhichTenantARecordIsFor() {
        control.call(
                CreateFunctionResponse.class,
                creation("tenants")
                        .tenancyConfig(t -> t.tenantIsolationMode("PER_TENANT"))
                        .build());
        String message = "Event source mappings are not supported for functions with tenancy configuration.";
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> create(r -> r.eventSourceArn(QUEUE).functionName("tenants")),
                message);
        String id = create(r -> r.eventSourceArn(QUEUE)).uuid();
        await(id, "Enabled");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, () -> update(id, r -> r.functionName("tenants")), message);
    }

    @Test
    void aFunctionsDeletionLeavesItsMappings() {
        String id = create(r -> r.eventSourceArn(QUEUE)).uuid();
        control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName("f").build());
        assertThat(get(id).functionArn()).endsWith(":f");
    }

    @Test
    void listsInPagesByFunctionAndSource() {
        control.call(CreateFunctionResponse.class, creation("g").build());
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String queue = QUEUE + i;
            made.add(create(r -> r.eventSourceArn(queue)).uuid());
        }
        create(r -> r.eventSourceArn(QUEUE + "0").functionName("g"));
        List<String> found = new ArrayList<>();
        String marker = null;
        do {
            String after = marker;
            ListEventSourceMappingsResponse page =
                    list(r -> r.functionName("f").maxItems(2).marker(after));
            page.eventSourceMappings().stream()
                    .map(EventSourceMappingConfiguration::uuid)
                    .forEach(found::add);
            marker = page.nextMarker();
        } while (marker != null);
        assertThat(found).containsExactlyInAnyOrderElementsOf(made);
        assertThat(list(r -> r.eventSourceArn(QUEUE + "0")).eventSourceMappings())
                .hasSize(2);
        assertThat(list(r -> r.functionName("none")).eventSourceMappings()).isEmpty();
        control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName("f").build());
        assertThat(list(r -> r.functionName("f")).eventSourceMappings())
                .as("mappings outlive their function")
                .hasSize(5);
    }

    @Test
    void theSameMappingTwiceIsAConflict() {
        String id = create(r -> r.eventSourceArn(QUEUE)).uuid();
        refused(
                ErrorCode.RESOURCE_CONFLICT,
                () -> create(r -> r.eventSourceArn(QUEUE)),
                "already exists. Please update or delete the existing mapping with UUID " + id);
    }

    @Test
    void otherSourcesNeedWhatTheyNeed() {
        assertThat(create(r -> r.eventSourceArn(MSK).topics("topic").startingPosition("TRIM_HORIZON"))
                        .amazonManagedKafkaEventSourceConfig()
                        .consumerGroupId())
                .isNotEmpty();
        assertThat(create(r -> r.eventSourceArn(MSK + "4").topics("topic").startingPosition("LATEST")))
                .satisfies(made -> assertThat(made.lastProcessingResult()).isEqualTo("No records processed"))
                .satisfies(made -> assertThat(made.stateTransitionReason()).isEqualTo("USER_INITIATED"));
        create(r -> r.selfManagedEventSource(
                        s -> s.endpoints(Map.of(EndPointType.KAFKA_BOOTSTRAP_SERVERS, List.of("a.example:9092"))))
                .topics("topic")
                .sourceAccessConfigurations(LOGIN)
                .startingPosition("LATEST"));
        invalid(
                r -> r.selfManagedEventSource(s ->
                                s.endpoints(Map.of(EndPointType.KAFKA_BOOTSTRAP_SERVERS, List.of("a.example:9092"))))
                        .topics("topic")
                        .startingPosition("LATEST"),
                "Required 'sourceAccessConfigurations' parameter is missing.");
        create(r -> r.eventSourceArn(BROKER).queues("queue").sourceAccessConfigurations(LOGIN));
        create(r -> r.eventSourceArn(CLUSTER)
                .startingPosition("LATEST")
                .documentDBEventSourceConfig(d -> d.databaseName("d"))
                .sourceAccessConfigurations(LOGIN));
        create(r -> r.eventSourceArn(TABLE)
                .startingPosition("LATEST")
                .destinationConfig(d -> d.onFailure(f -> f.destination(QUEUE))));
        invalid(r -> r.eventSourceArn(MSK).startingPosition("LATEST"), "Topics");
        invalid(r -> r.eventSourceArn(BROKER).queues("queue"), "BASIC_AUTH");
        invalid(
                r -> r.eventSourceArn(CLUSTER).startingPosition("LATEST").sourceAccessConfigurations(LOGIN),
                "DatabaseName");
        invalid(r -> r.eventSourceArn("arn:aws:ec2:us-east-1:000000000000:x"), "Unrecognized event source.");
        invalid(r -> {}, "Unrecognized event source.");
        invalid(r -> r.eventSourceArn(QUEUE).functionName("none"), "Function does not exist");
    }

    @Test
    void eachSourceRefusesWhatItDoesNotHave() {
        invalid(
                r -> r.eventSourceArn(QUEUE).destinationConfig(d -> d.onSuccess(s -> s.destination(QUEUE + "2"))),
                "Unsupported DestinationConfig parameter for given event source mapping type.");
        invalid(r -> r.eventSourceArn(QUEUE).parallelizationFactor(2), "ParallelizationFactor is not supported");
        invalid(r -> r.eventSourceArn(QUEUE).startingPosition("LATEST"), "StartingPosition is not supported");
        invalid(r -> r.eventSourceArn(QUEUE).batchSize(11), "Maximum batch window in seconds must be greater than 0");
        create(r -> r.eventSourceArn(QUEUE + "2").batchSize(11).maximumBatchingWindowInSeconds(1));
        invalid(r -> r.eventSourceArn(QUEUE + ".fifo").maximumBatchingWindowInSeconds(1), "FIFO");
        invalid(r -> r.eventSourceArn(STREAM), "Value null at 'startingPosition'");
        invalid(r -> r.eventSourceArn(STREAM).startingPosition("AT_TIMESTAMP"), "StartingPositionTimestamp");
        invalid(
                r -> r.eventSourceArn(TABLE).startingPosition("AT_TIMESTAMP").startingPositionTimestamp(Instant.EPOCH),
                "Unsupported starting position for arn type: " + TABLE);
        invalid(
                r -> r.eventSourceArn(STREAM).startingPosition("LATEST").scalingConfig(s -> s.maximumConcurrency(2)),
                "ScalingConfig is not supported");
        invalid(
                r -> r.eventSourceArn(STREAM).startingPosition("LATEST").maximumRecordAgeInSeconds(59),
                "MaximumRecordAgeInSeconds must be -1 or between 60 and 604800");
        refused(ErrorCode.VALIDATION, () -> create(r -> r.eventSourceArn("q")), "at 'eventSourceArn'");
        refused(ErrorCode.VALIDATION, () -> create(r -> r.eventSourceArn(QUEUE).batchSize(0)), "at 'batchSize'");
        refused(
                ErrorCode.VALIDATION,
                () -> create(r -> r.eventSourceArn(QUEUE).scalingConfig(s -> s.maximumConcurrency(1))),
                "at 'scalingConfig.maximumConcurrency'");
    }

    @Test
    void filtersMustBePatterns() {
        for (String good : List.of(
                "{\"a\":[1,null,true,\"x\"]}",
                "{\"a\":{\"b\":[{\"prefix\":\"p\"},{\"exists\":false},{\"numeric\":[\">\",0,\"<=\",5]}]}}",
                "{\"$or\":[{\"a\":[1]},{\"b\":[{\"anything-but\":[\"x\"]}]}]}")) {
            create(r -> r.eventSourceArn(QUEUE + good.hashCode()).filterCriteria(f -> f.filters(filter(good))));
        }
        for (String bad : List.of(
                "",
                "[]",
                "{}",
                "{",
                "{\"a\":1}",
                "{\"a\":[]}",
                "{\"a\":[[1]]}",
                "{\"a\":[{\"like\":\"x\"}]}",
                "{\"a\":[{\"numeric\":[\">\"]}]}",
                "{\"$or\":{\"a\":[1]}}")) {
            invalid(
                    r -> r.eventSourceArn(QUEUE).filterCriteria(f -> f.filters(filter(bad))),
                    "Invalid filter pattern definition.");
        }
        invalid(
                r -> r.eventSourceArn(QUEUE)
                        .filterCriteria(f -> f.filters(java.util.Collections.nCopies(6, filter("{\"a\":[1]}")))),
                "at most 5 filters");
    }

    @Test
    void tagsAreKept() {
        CreateEventSourceMappingResponse made =
                create(r -> r.eventSourceArn(QUEUE).tags(Map.of("a", "1", "b", "2")));
        control.call(
                UntagResourceResponse.class,
                UntagResourceRequest.builder()
                        .resource(made.eventSourceMappingArn())
                        .tagKeys("a")
                        .build());
        assertThat(control.call(
                                ListTagsResponse.class,
                                ListTagsRequest.builder()
                                        .resource(made.eventSourceMappingArn())
                                        .build())
                        .tags())
                .isEqualTo(Map.of("b", "2"));
    }

    @Test
    void whatWasUnderWayGoesOnAfterARestart() {
        String id = create(r -> r.eventSourceArn(QUEUE)).uuid();
        control.restart();
        await(id, "Enabled");
    }

    /** Whatever is put together, it is the caller's mistake or none. */
    @Test
    void noRequestIsAFailureOfOurs() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Consumer<CreateEventSourceMappingRequest.Builder>> members = List.of(
                r -> r.eventSourceArn(List.of(QUEUE, STREAM, TABLE, MSK, BROKER, CLUSTER, QUEUE + ".fifo")
                        .get(random.nextInt(7))),
                r -> r.startingPosition(
                        List.of("LATEST", "TRIM_HORIZON", "AT_TIMESTAMP", "NOW").get(random.nextInt(4))),
                r -> r.startingPositionTimestamp(Instant.ofEpochSecond(random.nextInt())),
                r -> r.batchSize(random.nextInt(-1, 10_002)),
                r -> r.maximumBatchingWindowInSeconds(random.nextInt(-1, 302)),
                r -> r.topics("topic"),
                r -> r.topics(List.of()),
                r -> r.queues("queue"),
                r -> r.sourceAccessConfigurations(LOGIN),
                r -> r.sourceAccessConfigurations(
                        SourceAccessConfiguration.builder().build()),
                r -> r.selfManagedEventSource(s -> {}),
                r -> r.filterCriteria(
                        f -> f.filters(filter("{\"a\":[1]}"), Filter.builder().build())),
                r -> r.filterCriteria(f -> {}),
                r -> r.destinationConfig(d -> d.onFailure(f -> f.destination("kafka://t"))),
                r -> r.destinationConfig(d -> {}),
                r -> r.scalingConfig(s -> {}),
                r -> r.maximumRetryAttempts(random.nextInt(-2, 10_002)),
                r -> r.maximumRecordAgeInSeconds(random.nextInt(-2, 604_802)),
                r -> r.tumblingWindowInSeconds(random.nextInt(-1, 902)),
                r -> r.documentDBEventSourceConfig(d -> d.databaseName("d")),
                r -> r.amazonManagedKafkaEventSourceConfig(k -> k.schemaRegistryConfig(s -> {})),
                r -> r.provisionedPollerConfig(p -> p.minimumPollers(3).maximumPollers(random.nextInt(5))),
                r -> r.functionResponseTypesWithStrings("ReportBatchItemFailures"),
                r -> r.kmsKeyArn(""),
                r -> r.metricsConfig(m -> {}),
                r -> r.loggingConfig(m -> {}),
                r -> r.enabled(random.nextBoolean()));
        int accepted = 0;
        for (int i = 0; i < 2_000; i++) {
            try {
                create(r -> {
                    for (int j = random.nextInt(6); j >= 0; j--) {
                        members.get(random.nextInt(members.size())).accept(r);
                    }
                });
                accepted++;
            } catch (ServiceException e) {
                assertThat(e.code().category()).as("seed %d: %s", seed, e).isEqualTo(ErrorCategory.CALLER);
            }
        }
        assertThat(accepted).as("seed %d", seed).isPositive();
    }

    private static Filter filter(String pattern) {
        return Filter.builder().pattern(pattern).build();
    }

    private CreateEventSourceMappingResponse create(Consumer<CreateEventSourceMappingRequest.Builder> request) {
        var builder = CreateEventSourceMappingRequest.builder().functionName("f");
        request.accept(builder);
        return control.call(CreateEventSourceMappingResponse.class, builder.build());
    }

    private UpdateEventSourceMappingResponse update(
            String id, Consumer<UpdateEventSourceMappingRequest.Builder> request) {
        var builder = UpdateEventSourceMappingRequest.builder().uuid(id);
        request.accept(builder);
        return control.call(UpdateEventSourceMappingResponse.class, builder.build());
    }

    private GetEventSourceMappingResponse get(String id) {
        return control.call(
                GetEventSourceMappingResponse.class,
                GetEventSourceMappingRequest.builder().uuid(id).build());
    }

    private GetEventSourceMappingResponse await(String id, String state) {
        Eventually.holds(() -> get(id).state().equals(state));
        return get(id);
    }

    private ListEventSourceMappingsResponse list(Consumer<ListEventSourceMappingsRequest.Builder> request) {
        var builder = ListEventSourceMappingsRequest.builder();
        request.accept(builder);
        return control.call(ListEventSourceMappingsResponse.class, builder.build());
    }

    private void invalid(Consumer<CreateEventSourceMappingRequest.Builder> request, String message) {
        refused(ErrorCode.INVALID_PARAMETER_VALUE, () -> create(request), message);
    }
}
