package dev.hearth.controlplane.eventsources;

import dev.hearth.controlplane.operation.Failures;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AmazonManagedKafkaEventSourceConfig;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.SelfManagedKafkaEventSourceConfig;

/** The consumer group of a mapping in Kafka: by default the mapping's own id. It never changes. */
final class ConsumerGroups {
    private ConsumerGroups() {}

    /** Adds the default consumer group to a configuration without one. */
    static void fill(EventSourceMappingConfiguration.Builder mapping, SourceType type, String id) {
        EventSourceMappingConfiguration asked = mapping.build();
        if (group(asked) != null) {
            return;
        }
        if (type == SourceType.MSK) {
            AmazonManagedKafkaEventSourceConfig config = asked.amazonManagedKafkaEventSourceConfig();
            mapping.amazonManagedKafkaEventSourceConfig(
                    (config == null ? AmazonManagedKafkaEventSourceConfig.builder() : config.toBuilder())
                            .consumerGroupId(id)
                            .build());
        } else if (type == SourceType.SELF_MANAGED_KAFKA) {
            SelfManagedKafkaEventSourceConfig config = asked.selfManagedKafkaEventSourceConfig();
            mapping.selfManagedKafkaEventSourceConfig(
                    (config == null ? SelfManagedKafkaEventSourceConfig.builder() : config.toBuilder())
                            .consumerGroupId(id)
                            .build());
        }
    }

    static void refuseChange(EventSourceMappingConfiguration current, EventSourceMappingConfiguration asked) {
        String group = group(asked);
        if (group != null && !group.equals(group(current))) {
            throw Failures.invalid("The consumer group of an event source mapping can't be changed.");
        }
    }

    static @Nullable String group(EventSourceMappingConfiguration mapping) {
        if (mapping.amazonManagedKafkaEventSourceConfig() != null) {
            return mapping.amazonManagedKafkaEventSourceConfig().consumerGroupId();
        }
        return mapping.selfManagedKafkaEventSourceConfig() == null
                ? null
                : mapping.selfManagedKafkaEventSourceConfig().consumerGroupId();
    }
}
