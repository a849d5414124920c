package dev.hearth.controlplane.operation;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;

/** Checks the ARNs of destinations. */
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

    /** Lambda's error message for destinations of an unknown kind. */
    public static String unusable(DestinationConfig config) {
        return "The provided destination config DestinationConfig(onSuccess="
                + named("OnSuccess", onSuccess(config)) + ", onFailure=" + named("OnFailure", onFailure(config))
                + ") is invalid.";
    }

    private static @Nullable String named(String outcome, @Nullable String destination) {
        return destination == null ? null : outcome + "(destination=" + destination + ")";
    }

    /** The service in an ARN: its third part; empty if it has none. */
    public static String service(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length < 6 ? "" : parts[2];
    }
}
