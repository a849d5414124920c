package dev.hearth.controlplane.operation;

import dev.hearth.error.Constraints;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;

/** Where the API's requests say that results go. */
public final class Destinations {
    private static final int CHARACTERS = 350;

    /** As in the API's model. */
    private static final Pattern FORM = Pattern.compile("$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))"
            + "|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:"
            + "(\\d{12})?:(.*)");

    private Destinations() {}

    /** Adds what the model says of them. */
    public static void constrain(Constraints constraints, @Nullable DestinationConfig config) {
        String success = onSuccess(config);
        String failure = onFailure(config);
        constraints
                .length("DestinationConfig.OnSuccess.Destination", success, 0, CHARACTERS)
                .pattern("DestinationConfig.OnSuccess.Destination", success, FORM)
                .length("DestinationConfig.OnFailure.Destination", failure, 0, CHARACTERS)
                .pattern("DestinationConfig.OnFailure.Destination", failure, FORM);
    }

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
