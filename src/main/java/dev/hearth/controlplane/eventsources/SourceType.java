package dev.hearth.controlplane.eventsources;

import dev.hearth.controlplane.operation.Destinations;
import dev.hearth.controlplane.operation.Failures;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;

/** What events come from. */
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

    /** Its name in sentences. */
    String title() {
        return title;
    }

    /** The source that a mapping names: by its ARN, or by Kafka's own addresses. */
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

    /** How the states of its mappings are explained. */
    String transitionReason() {
        return STREAMS.contains(this) ? "User action" : "USER_INITIATED";
    }

    int batchDefault() {
        return this == SQS ? Limits.BATCH_OF_QUEUE_DEFAULT : Limits.BATCH_DEFAULT;
    }
}
