package dev.hearth.controlplane.eventsources;

import static dev.hearth.controlplane.eventsources.SourceType.DOCUMENT_DB;
import static dev.hearth.controlplane.eventsources.SourceType.KAFKA;
import static dev.hearth.controlplane.eventsources.SourceType.KINESIS;
import static dev.hearth.controlplane.eventsources.SourceType.MQ;
import static dev.hearth.controlplane.eventsources.SourceType.MSK;
import static dev.hearth.controlplane.eventsources.SourceType.SELF_MANAGED_KAFKA;
import static dev.hearth.controlplane.eventsources.SourceType.SQS;
import static dev.hearth.controlplane.eventsources.SourceType.STREAMS;
import static dev.hearth.controlplane.eventsources.SourceType.STREAMS_AND_KAFKA;

import dev.hearth.controlplane.operation.Destinations;
import dev.hearth.controlplane.operation.Failures;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.OnFailure;
import software.amazon.awssdk.services.lambda.model.SourceAccessConfiguration;
import software.amazon.awssdk.services.lambda.model.SourceAccessType;

/**
 * Rules for mappings by type of source. The API reference of CreateEventSourceMapping says for each member which
 * sources have it.
 */
final class MappingRules {
    private static final List<Member> MEMBERS = List.of(
            new Member(
                    "StartingPosition",
                    m -> m.startingPositionAsString() != null,
                    EnumSet.complementOf(EnumSet.of(SQS, MQ))),
            new Member("ParallelizationFactor", m -> m.parallelizationFactor() != null, STREAMS),
            new Member("TumblingWindowInSeconds", m -> m.tumblingWindowInSeconds() != null, STREAMS),
            new Member("MaximumRecordAgeInSeconds", m -> m.maximumRecordAgeInSeconds() != null, STREAMS_AND_KAFKA),
            new Member("MaximumRetryAttempts", m -> m.maximumRetryAttempts() != null, STREAMS_AND_KAFKA),
            new Member("BisectBatchOnFunctionError", m -> m.bisectBatchOnFunctionError() != null, STREAMS_AND_KAFKA),
            new Member(
                    "FunctionResponseTypes",
                    m -> !m.functionResponseTypes().isEmpty(),
                    EnumSet.complementOf(EnumSet.of(MQ, DOCUMENT_DB))),
            new Member(
                    "ScalingConfig",
                    m -> m.scalingConfig() != null && m.scalingConfig().maximumConcurrency() != null,
                    EnumSet.of(SQS)),
            new Member("Topics", m -> !m.topics().isEmpty(), KAFKA),
            new Member("Queues", m -> !m.queues().isEmpty(), EnumSet.of(MQ)),
            new Member(
                    "SourceAccessConfigurations",
                    m -> !m.sourceAccessConfigurations().isEmpty(),
                    EnumSet.of(MSK, SELF_MANAGED_KAFKA, MQ, DOCUMENT_DB)),
            new Member(
                    "AmazonManagedKafkaEventSourceConfig",
                    m -> m.amazonManagedKafkaEventSourceConfig() != null,
                    EnumSet.of(MSK)),
            new Member(
                    "SelfManagedKafkaEventSourceConfig",
                    m -> m.selfManagedKafkaEventSourceConfig() != null,
                    EnumSet.of(SELF_MANAGED_KAFKA)),
            new Member(
                    "DocumentDBEventSourceConfig",
                    m -> m.documentDBEventSourceConfig() != null,
                    EnumSet.of(DOCUMENT_DB)),
            new Member(
                    "ProvisionedPollerConfig",
                    m -> m.provisionedPollerConfig() != null,
                    EnumSet.of(SQS, MSK, SELF_MANAGED_KAFKA)),
            new Member("LoggingConfig", m -> m.loggingConfig() != null, KAFKA));

    private MappingRules() {}

    /** A member of the API, whether a mapping has it, and the sources that support it. */
    private record Member(String name, Predicate<EventSourceMappingConfiguration> isSet, Set<SourceType> types) {}

    /** Refuses a mapping that Lambda would refuse. */
    static void check(EventSourceMappingConfiguration mapping, SourceType type, Instant now) {
        for (Member member : MEMBERS) {
            if (member.isSet().test(mapping) && !member.types().contains(type)) {
                throw Failures.invalid(member.name() + " is not supported for " + type.title() + " event sources.");
            }
        }
        if (!STREAMS_AND_KAFKA.contains(type)
                && (isPresent(Destinations.onFailure(mapping.destinationConfig()))
                        || isPresent(Destinations.onSuccess(mapping.destinationConfig())))) {
            throw Failures.invalid("Unsupported DestinationConfig parameter for given event source mapping type.");
        }
        checkPosition(mapping, type, now);
        checkBatch(mapping, type);
        checkSource(mapping, type);
        checkRecords(mapping, type);
        checkFilters(mapping);
        checkPollers(mapping);
    }

    private static void checkPosition(EventSourceMappingConfiguration mapping, SourceType type, Instant now) {
        EventSourcePosition position = mapping.startingPosition();
        Instant timestamp = mapping.startingPositionTimestamp();
        if (position == null) {
            if (type != SQS && type != MQ) {
                throw Failures.invalid("1 validation error detected: Value null at 'startingPosition' failed to "
                        + "satisfy constraint: Member must not be null.");
            }
            if (timestamp != null) {
                throw Failures.invalid("StartingPositionTimestamp needs the StartingPosition AT_TIMESTAMP.");
            }
            return;
        }
        boolean timed = position == EventSourcePosition.AT_TIMESTAMP;
        if (timed && type == SourceType.DYNAMODB) {
            throw Failures.invalid("Unsupported starting position for arn type: " + mapping.eventSourceArn());
        }
        if (timed != (timestamp != null)) {
            throw Failures.invalid("StartingPositionTimestamp is needed with the StartingPosition AT_TIMESTAMP, and "
                    + "with no other.");
        }
        if (timestamp != null && timestamp.isAfter(now)) {
            throw Failures.invalid("StartingPositionTimestamp cannot be in the future.");
        }
    }

    private static void checkBatch(EventSourceMappingConfiguration mapping, SourceType type) {
        if (type != SQS) {
            return;
        }
        int size = mapping.batchSize() == null ? type.batchDefault() : mapping.batchSize();
        int window = mapping.maximumBatchingWindowInSeconds() == null ? 0 : mapping.maximumBatchingWindowInSeconds();
        boolean fifo = String.valueOf(mapping.eventSourceArn()).endsWith(".fifo");
        if (fifo && window > 0) {
            throw Failures.invalid("Batching window is not supported for FIFO queues");
        }
        if (fifo && size > Limits.BATCH_WITHOUT_WINDOW) {
            throw Failures.invalid("Batch size for FIFO queues can't be greater than " + Limits.BATCH_WITHOUT_WINDOW);
        }
        if (size > Limits.BATCH_WITHOUT_WINDOW && window < 1) {
            throw Failures.invalid("Maximum batch window in seconds must be greater than 0 if maximum batch size is "
                    + "greater than " + Limits.BATCH_WITHOUT_WINDOW);
        }
    }

    private static void checkSource(EventSourceMappingConfiguration mapping, SourceType type) {
        String arn = String.valueOf(mapping.eventSourceArn());
        switch (type) {
            case KINESIS -> need(arn.contains(":stream/"), "EventSourceArn must name a stream or a consumer of one.");
            case DYNAMODB -> need(arn.contains("/stream/"), "EventSourceArn must name the stream of a table.");
            case MSK -> need(!mapping.topics().isEmpty(), "Topics must name one topic.");
            case SELF_MANAGED_KAFKA -> {
                need(!mapping.topics().isEmpty(), "Topics must name one topic.");
                need(
                        !mapping.sourceAccessConfigurations().isEmpty(),
                        "Required 'sourceAccessConfigurations' parameter is missing.");
                need(
                        mapping.selfManagedEventSource() != null
                                && !mapping.selfManagedEventSource()
                                        .endpointsAsStrings()
                                        .isEmpty(),
                        "SelfManagedEventSource must have the addresses of its bootstrap servers.");
            }
            case MQ -> {
                need(!mapping.queues().isEmpty(), "Queues must name one queue.");
                need(has(mapping, SourceAccessType.BASIC_AUTH), "SourceAccessConfigurations must have a BASIC_AUTH.");
            }
            case DOCUMENT_DB -> {
                need(
                        mapping.documentDBEventSourceConfig() != null
                                && mapping.documentDBEventSourceConfig().databaseName() != null,
                        "DocumentDBEventSourceConfig must have a DatabaseName.");
                need(has(mapping, SourceAccessType.BASIC_AUTH), "SourceAccessConfigurations must have a BASIC_AUTH.");
            }
            case SQS -> need(!arn.endsWith(":"), "EventSourceArn must name a queue.");
        }
    }

    private static boolean has(EventSourceMappingConfiguration mapping, SourceAccessType type) {
        return mapping.sourceAccessConfigurations().stream()
                .map(SourceAccessConfiguration::type)
                .anyMatch(type::equals);
    }

    private static void checkRecords(EventSourceMappingConfiguration mapping, SourceType type) {
        Integer age = mapping.maximumRecordAgeInSeconds();
        if (age != null && age >= 0 && age < Limits.RECORD_AGE_MIN_SECONDS) {
            throw Failures.invalid("MaximumRecordAgeInSeconds must be -1 or between " + Limits.RECORD_AGE_MIN_SECONDS
                    + " and " + Limits.RECORD_AGE_MAX_SECONDS + ".");
        }
        if (isPresent(Destinations.onSuccess(mapping.destinationConfig()))) {
            throw Failures.invalid("Event source mappings have no destination OnSuccess.");
        }
        String failure = Destinations.onFailure(mapping.destinationConfig());
        if (failure != null && !failure.isEmpty()) {
            boolean topic = failure.startsWith("kafka://");
            if (topic ? !KAFKA.contains(type) : !Set.of("sqs", "sns", "s3").contains(Destinations.service(failure))) {
                throw Failures.invalid(Destinations.unusable(mapping.destinationConfig()));
            }
        }
        for (SourceAccessConfiguration access : mapping.sourceAccessConfigurations()) {
            need(access.type() != null && access.uri() != null, "Source access configurations need Type and URI.");
        }
    }

    private static void checkFilters(EventSourceMappingConfiguration mapping) {
        if (mapping.filterCriteria() == null) {
            return;
        }
        List<Filter> filters = mapping.filterCriteria().filters();
        if (filters.size() > Limits.FILTERS) {
            throw Failures.invalid("An event source mapping can have at most " + Limits.FILTERS + " filters.");
        }
        for (Filter filter : filters) {
            FilterPatterns.check(filter.pattern() == null ? "" : filter.pattern());
        }
    }

    private static void checkPollers(EventSourceMappingConfiguration mapping) {
        var pollers = mapping.provisionedPollerConfig();
        if (pollers != null && pollers.minimumPollers() != null && pollers.maximumPollers() != null) {
            need(
                    pollers.minimumPollers() <= pollers.maximumPollers(),
                    "MinimumPollers can't be greater than MaximumPollers.");
        }
    }

    private static void need(boolean holds, String otherwise) {
        if (!holds) {
            throw Failures.invalid(otherwise);
        }
    }

    private static boolean isPresent(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    /** Adds Lambda's defaults for members that the request leaves out. */
    static EventSourceMappingConfiguration withDefaults(EventSourceMappingConfiguration asked, SourceType type) {
        EventSourceMappingConfiguration.Builder mapping = asked.toBuilder();
        if (asked.batchSize() == null) {
            mapping.batchSize(type.batchDefault());
        }
        if (asked.maximumBatchingWindowInSeconds() == null && (type == SQS || STREAMS.contains(type))) {
            mapping.maximumBatchingWindowInSeconds(0);
        }
        if (STREAMS.contains(type)) {
            if (asked.parallelizationFactor() == null) {
                mapping.parallelizationFactor(1);
            }
            if (asked.maximumRecordAgeInSeconds() == null) {
                mapping.maximumRecordAgeInSeconds(-1);
            }
            if (asked.maximumRetryAttempts() == null) {
                mapping.maximumRetryAttempts(-1);
            }
            if (asked.bisectBatchOnFunctionError() == null) {
                mapping.bisectBatchOnFunctionError(false);
            }
            if (asked.tumblingWindowInSeconds() == null) {
                mapping.tumblingWindowInSeconds(0);
            }
        }
        if (type != SQS) {
            mapping.lastProcessingResult("No records processed");
        }
        if (!isPresent(Destinations.onFailure(asked.destinationConfig()))) {
            mapping.destinationConfig(
                    STREAMS_AND_KAFKA.contains(type)
                            ? DestinationConfig.builder()
                                    .onFailure(OnFailure.builder().build())
                                    .build()
                            : null);
        }
        if (!asked.hasFunctionResponseTypes() && (type == SQS || type == KINESIS || type == SourceType.DYNAMODB)) {
            mapping.functionResponseTypes(List.of());
        }
        return mapping.stateTransitionReason(type.transitionReason()).build();
    }
}
