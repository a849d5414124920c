package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.ServiceException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;

/** The dead-letter target for events that a function failed to process: a standard queue or topic of its region. */
final class DeadLetters {
    private static final int ARN_PARTS = 6;
    private static final String FIFO = ".fifo";

    private DeadLetters() {}

    /** Refuses other targets with Lambda's message. An empty target removes an earlier one. */
    static void check(@Nullable DeadLetterConfig config, String region) {
        if (config == null || config.targetArn() == null || config.targetArn().isEmpty()) {
            return;
        }
        String[] parts = config.targetArn().split(":", ARN_PARTS);
        String service = parts.length < ARN_PARTS ? "" : parts[2];
        switch (service) {
            case "sqs" -> check(parts, region, "FIFO SQS queue");
            case "sns" -> check(parts, region, "FIFO SNS topic");
            default ->
                throw refused("The service specified by the TargetArn is not supported for dead letter configuration.");
        }
    }

    private static void check(String[] parts, String region, String fifo) {
        if (!parts[3].equals(region)) {
            throw refused("The resource specified by the TargetArn must be in the same region as the Lambda function "
                    + "it's associated with.");
        }
        if (parts[ARN_PARTS - 1].endsWith(FIFO)) {
            throw refused(fifo + " is not supported for dead letter configuration");
        }
    }

    private static ServiceException refused(String why) {
        return Failures.invalid("Invalid dead letter queue ARN: " + why);
    }
}
