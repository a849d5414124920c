package dev.hearth.e2e;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** Clients with other keys than the first. */
final class Clients {
    private Clients() {}

    static LambdaClient withKey(HearthProcess hearth, String id, String secret) {
        return LambdaClient.builder()
                .endpointOverride(hearth.endpoint())
                .region(Region.of(hearth.environment().getOrDefault("AWS_REGION", "")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
                .overrideConfiguration(
                        configuration -> configuration.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }

    /** Whether the server takes the client's key; fails if it refuses it for another reason than not knowing it. */
    static boolean isKnown(LambdaClient client) {
        try {
            client.listFunctions();
            return true;
        } catch (LambdaException refused) {
            if (!refused.awsErrorDetails().errorCode().equals("UnrecognizedClientException")) {
                throw refused;
            }
            return false;
        }
    }
}
