package dev.hearth.controlplane.eventsources;

import dev.hearth.controlplane.operation.Destinations;
import dev.hearth.controlplane.operation.Forms;
import dev.hearth.error.Constraints;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DocumentDBEventSourceConfig;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.KafkaSchemaRegistryConfig;
import software.amazon.awssdk.services.lambda.model.ProvisionedPollerConfig;
import software.amazon.awssdk.services.lambda.model.SourceAccessConfiguration;

/** What the API's model says of the members that create and update have in common. */
final class MappingConstraints {
    private static final Pattern TOPIC = Pattern.compile("[^.]([a-zA-Z0-9\\-_.]+)");
    private static final Pattern URI = Pattern.compile("[a-zA-Z0-9-\\/*:_+=.@-]*");
    private static final Pattern ENDPOINT = Pattern.compile("(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])\\.)*"
            + "([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\\-]*[A-Za-z0-9]):[0-9]{1,5}");
    private static final Pattern DATABASE = Pattern.compile("[^ /\\.$\\x22]*");
    private static final Pattern COLLECTION = Pattern.compile("(^(?!(system\\x2e)))(^[_a-zA-Z0-9])([^$]*)");
    private static final Pattern KMS_KEY = Pattern.compile("(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()");
    private static final Pattern POLLER_GROUP = Pattern.compile("[a-zA-Z0-9-_]*");
    private static final List<String> ACCESS_TYPES = List.of(
            "BASIC_AUTH",
            "VPC_SUBNET",
            "VPC_SECURITY_GROUP",
            "SASL_SCRAM_512_AUTH",
            "SASL_SCRAM_256_AUTH",
            "VIRTUAL_HOST",
            "CLIENT_CERTIFICATE_TLS_AUTH",
            "SERVER_ROOT_CA_CERTIFICATE");

    private MappingConstraints() {}

    /** Adds them for what a request sets, given in the shape of a mapping. */
    static void add(Constraints constraints, EventSourceMappingConfiguration asked) {
        numbers(constraints, asked);
        source(constraints, asked);
        constraints
                .pattern("KMSKeyArn", asked.kmsKeyArn(), KMS_KEY)
                .count(
                        "FunctionResponseTypes",
                        asked.hasFunctionResponseTypes() ? asked.functionResponseTypesAsStrings() : null,
                        0,
                        1)
                .each(
                        "FunctionResponseTypes",
                        asked.functionResponseTypesAsStrings(),
                        "ReportBatchItemFailures"::equals,
                        "Member must satisfy enum value set: [ReportBatchItemFailures]");
        if (asked.filterCriteria() != null) {
            filters(constraints, asked.filterCriteria().filters());
        }
        if (asked.metricsConfig() != null) {
            List<String> metrics = asked.metricsConfig().metricsAsStrings();
            constraints
                    .count("MetricsConfig.Metrics", metrics, 0, Limits.METRICS)
                    .each(
                            "MetricsConfig.Metrics",
                            metrics,
                            List.of("EventCount", "ErrorCount", "KafkaMetrics")::contains,
                            "Member must satisfy enum value set: [EventCount, ErrorCount, KafkaMetrics]");
        }
        if (asked.loggingConfig() != null) {
            constraints.oneOf(
                    "LoggingConfig.SystemLogLevel",
                    asked.loggingConfig().systemLogLevelAsString(),
                    List.of("DEBUG", "INFO", "WARN"));
        }
        Destinations.constrain(constraints, asked.destinationConfig());
        pollers(constraints, asked.provisionedPollerConfig());
    }

    private static void numbers(Constraints constraints, EventSourceMappingConfiguration asked) {
        constraints
                .range("BatchSize", asked.batchSize(), 1, Limits.BATCH)
                .range(
                        "MaximumBatchingWindowInSeconds",
                        asked.maximumBatchingWindowInSeconds(),
                        0,
                        Limits.WINDOW_SECONDS)
                .range("ParallelizationFactor", asked.parallelizationFactor(), 1, Limits.PARALLELIZATION)
                .range(
                        "MaximumRecordAgeInSeconds",
                        asked.maximumRecordAgeInSeconds(),
                        -1,
                        Limits.RECORD_AGE_MAX_SECONDS)
                .range("MaximumRetryAttempts", asked.maximumRetryAttempts(), -1, Limits.RETRIES)
                .range("TumblingWindowInSeconds", asked.tumblingWindowInSeconds(), 0, Limits.TUMBLING_SECONDS);
        if (asked.scalingConfig() != null) {
            constraints.range(
                    "ScalingConfig.MaximumConcurrency",
                    asked.scalingConfig().maximumConcurrency(),
                    Limits.CONCURRENCY_MIN,
                    Limits.CONCURRENCY_MAX);
        }
    }

    private static void source(Constraints constraints, EventSourceMappingConfiguration asked) {
        constraints
                .pattern("EventSourceArn", asked.eventSourceArn(), Forms.ARN)
                .oneOf(
                        "StartingPosition",
                        asked.startingPositionAsString(),
                        List.of("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"))
                .count("Topics", asked.hasTopics() ? asked.topics() : null, 1, 1)
                .each(
                        "Topics",
                        asked.topics(),
                        topic -> topic.length() <= Limits.TOPIC_CHARACTERS
                                && TOPIC.matcher(topic).matches(),
                        "Member must satisfy regular expression pattern: " + TOPIC)
                .count("Queues", asked.hasQueues() ? asked.queues() : null, 1, 1)
                .each(
                        "Queues",
                        asked.queues(),
                        queue -> !queue.isEmpty() && queue.length() <= Limits.QUEUE_CHARACTERS,
                        "Member must have length less than or equal to " + Limits.QUEUE_CHARACTERS);
        access(constraints, asked.sourceAccessConfigurations());
        if (asked.selfManagedEventSource() != null) {
            endpoints(constraints, asked.selfManagedEventSource().endpointsAsStrings());
        }
        var managed = asked.amazonManagedKafkaEventSourceConfig();
        if (managed != null) {
            kafka(
                    constraints,
                    "AmazonManagedKafkaEventSourceConfig",
                    managed.consumerGroupId(),
                    managed.schemaRegistryConfig());
        }
        var selfManaged = asked.selfManagedKafkaEventSourceConfig();
        if (selfManaged != null) {
            kafka(
                    constraints,
                    "SelfManagedKafkaEventSourceConfig",
                    selfManaged.consumerGroupId(),
                    selfManaged.schemaRegistryConfig());
        }
        documents(constraints, asked.documentDBEventSourceConfig());
    }

    private static void access(Constraints constraints, List<SourceAccessConfiguration> configurations) {
        constraints.count("SourceAccessConfigurations", configurations, 0, Limits.ACCESS_CONFIGURATIONS);
        for (int i = 0; i < Math.min(configurations.size(), Limits.ACCESS_CONFIGURATIONS); i++) {
            SourceAccessConfiguration access = configurations.get(i);
            String member = "SourceAccessConfigurations." + (i + 1) + ".Member";
            constraints
                    .oneOf(member + ".Type", access.typeAsString(), ACCESS_TYPES)
                    .length(member + ".URI", access.uri(), 1, Limits.URI_CHARACTERS)
                    .pattern(member + ".URI", access.uri(), URI);
        }
    }

    private static void endpoints(Constraints constraints, Map<String, List<String>> endpoints) {
        String member = "SelfManagedEventSource.Endpoints";
        constraints.count(member, endpoints, 1, 2);
        endpoints.forEach((type, addresses) -> constraints
                .oneOf(member + ".key", type, List.of("KAFKA_BOOTSTRAP_SERVERS"))
                .count(member + "." + type, addresses, 1, Limits.ENDPOINTS)
                .each(
                        member + "." + type,
                        addresses,
                        address -> ENDPOINT.matcher(address).matches(),
                        "Member must satisfy regular expression pattern: " + ENDPOINT));
    }

    private static void kafka(
            Constraints constraints,
            String member,
            @Nullable String group,
            @Nullable KafkaSchemaRegistryConfig registry) {
        constraints
                .length(member + ".ConsumerGroupId", group, 1, Limits.URI_CHARACTERS)
                .pattern(member + ".ConsumerGroupId", group, URI);
        if (registry == null) {
            return;
        }
        String inner = member + ".SchemaRegistryConfig";
        constraints
                .length(inner + ".SchemaRegistryURI", registry.schemaRegistryURI(), 1, Limits.REGISTRY_CHARACTERS)
                .pattern(inner + ".SchemaRegistryURI", registry.schemaRegistryURI(), URI)
                .oneOf(inner + ".EventRecordFormat", registry.eventRecordFormatAsString(), List.of("JSON", "SOURCE"));
        registry.accessConfigs()
                .forEach(access -> constraints
                        .oneOf(
                                inner + ".AccessConfigs.Type",
                                access.typeAsString(),
                                List.of("BASIC_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH", "SERVER_ROOT_CA_CERTIFICATE"))
                        .pattern(inner + ".AccessConfigs.URI", access.uri(), Forms.ARN));
        registry.schemaValidationConfigs()
                .forEach(validation -> constraints.oneOf(
                        inner + ".SchemaValidationConfigs.Attribute",
                        validation.attributeAsString(),
                        List.of("KEY", "VALUE")));
    }

    private static void documents(Constraints constraints, @Nullable DocumentDBEventSourceConfig config) {
        if (config == null) {
            return;
        }
        String member = "DocumentDBEventSourceConfig";
        constraints
                .length(member + ".DatabaseName", config.databaseName(), 1, Limits.DATABASE_CHARACTERS)
                .pattern(member + ".DatabaseName", config.databaseName(), DATABASE)
                .length(member + ".CollectionName", config.collectionName(), 1, Limits.COLLECTION_CHARACTERS)
                .pattern(member + ".CollectionName", config.collectionName(), COLLECTION)
                .oneOf(member + ".FullDocument", config.fullDocumentAsString(), List.of("UpdateLookup", "Default"));
    }

    private static void filters(Constraints constraints, List<Filter> filters) {
        for (int i = 0; i < filters.size(); i++) {
            constraints.length(
                    "FilterCriteria.Filters." + (i + 1) + ".Member.Pattern",
                    filters.get(i).pattern(),
                    0,
                    Limits.FILTER_CHARACTERS);
        }
    }

    private static void pollers(Constraints constraints, @Nullable ProvisionedPollerConfig config) {
        if (config != null) {
            constraints
                    .range("ProvisionedPollerConfig.MinimumPollers", config.minimumPollers(), 1, Limits.POLLERS_MIN)
                    .range("ProvisionedPollerConfig.MaximumPollers", config.maximumPollers(), 1, Limits.POLLERS_MAX)
                    .length(
                            "ProvisionedPollerConfig.PollerGroupName",
                            config.pollerGroupName(),
                            0,
                            Limits.POLLER_GROUP_CHARACTERS)
                    .pattern("ProvisionedPollerConfig.PollerGroupName", config.pollerGroupName(), POLLER_GROUP);
        }
    }
}
