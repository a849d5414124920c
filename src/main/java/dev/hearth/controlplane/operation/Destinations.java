package dev.hearth.controlplane.operation;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;

/** Where the API's requests say that results go. */
public final class Destinations {
    private Destinations() {}

    public static @Nullable String onSuccess(@Nullable DestinationConfig config) {
        return config == null || config.onSuccess() == null
                ? null
                : config.onSuccess().destination();
    }

    public static @Nullable String onFailure(@Nullable DestinationConfig config) {
        return config == null || config.onFailure() == null
                ? null
                : config.onFailure().destination();
    }

    /** The service of an ARN: its third part; empty if it has none. */
    public static String service(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length < 6 ? "" : parts[2];
    }
}
