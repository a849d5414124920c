package dev.hearth.controlplane.eventsources;

import dev.hearth.controlplane.operation.Destinations;
import dev.hearth.controlplane.operation.Failures;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;

/** The types of event sources. */
enum SourceType {
    SQS("Amazon SQS"),
    KINESIS("Amazon Kinesis"),
    DYNAMODB("Amazon DynamoDB"),
    MSK("Amazon MSK"),
    SELF_MANAGED_KAFKA("self-managed Kafka"),
    MQ("Amazon MQ"),
    DOCUMENT_DB("Amazon DocumentDB");

    static final Set<SourceType> STREAMS = EnumSet.of(KINESIS, DYNAMODB);
    static final Set<SourceType> KAFKA = EnumSet.of(MSK, SELF_MANAGED_KAFKA);
    static final Set<SourceType> STREAMS_AND_KAFKA = EnumSet.of(KINESIS, DYNAMODB, MSK, SELF_MANAGED_KAFKA);

    private final String title;

    SourceType(String title) {
        this.title = title;
    }

    /** The name in messages. */
    String title() {
        return title;
    }

    /** The type of a mapping's source, by its ARN, or by the addresses of Kafka brokers. */
    static SourceType of(EventSourceMappingConfiguration mapping) {
        String arn = mapping.eventSourceArn();
        if (mapping.selfManagedEventSource() != null) {
            if (arn != null) {
                throw Failures.invalid("EventSourceArn and SelfManagedEventSource can't be used together.");
            }
            return SELF_MANAGED_KAFKA;
        }
        return switch (arn == null ? "" : Destinations.service(arn)) {
            case "sqs" -> SQS;
            case "kinesis" -> KINESIS;
            case "dynamodb" -> DYNAMODB;
            case "kafka" -> MSK;
            case "mq" -> MQ;
            case "rds" -> DOCUMENT_DB;
            default -> throw Failures.invalid("Unrecognized event source.");
        };
    }

    /** The explanation of a mapping's state. */
    String transitionReason() {
        return STREAMS.contains(this) ? "User action" : "USER_INITIATED";
    }

    /** The state of a new mapping. As recorded: one for a queue that is not to be enabled has no transition. */
    Mapping.State firstState(boolean enabled) {
        return this == SQS && !enabled ? Mapping.State.DISABLED : Mapping.State.CREATING;
    }

    int batchDefault() {
        return this == SQS ? Limits.BATCH_OF_QUEUE_DEFAULT : Limits.BATCH_DEFAULT;
    }
}
