package dev.hearth.controlplane.layers;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.Constraints;
import dev.hearth.model.AccountId;
import dev.hearth.model.LayerArn;
import dev.hearth.model.LayerVersionArn;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names that callers give layers: {@code my-layer}, or the whole ARN.
 *
 * @param region the one that is served here
 */
public record LayerNames(String region) {
    /** As in the API's model. */
    private static final Pattern NAME =
            Pattern.compile("(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+");

    private static final Pattern VERSION =
            Pattern.compile("arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+");

    private static final Pattern PARTS = Pattern.compile("arn:[^:]+:lambda:([^:]+):(\\d{12}):layer:(.+)");

    /** Adds what the model says of a layer's name. */
    public static Constraints constrain(Constraints constraints, @Nullable String name) {
        return constraints
                .required("LayerName", name)
                .length("LayerName", name, 1, Limits.NAME_CHARACTERS)
                .pattern("LayerName", name, NAME);
    }

    /** The layer that the caller means by a name that keeps to the constraints; it may be another account's. */
    public LayerArn resolve(AccountId caller, String name) {
        Matcher arn = PARTS.matcher(name);
        if (!arn.matches()) {
            return new LayerArn(region, caller, name);
        }
        return new LayerArn(arn.group(1), new AccountId(arn.group(2)), arn.group(3));
    }

    /** A version of it, by its number. */
    public LayerVersionArn resolve(AccountId caller, String name, @Nullable Long number) {
        Constraints constraints = constrain(new Constraints(), name);
        constraints.required("VersionNumber", number).check();
        if (number == null || number < 1) {
            throw Failures.invalid("Layer Version Cannot be less than 1.");
        }
        return resolve(caller, name).version(number);
    }

    /** A version by its ARN. */
    public static LayerVersionArn version(@Nullable String arn) {
        new Constraints()
                .required("Arn", arn)
                .length("Arn", arn, 1, Limits.ARN_CHARACTERS)
                .pattern("Arn", arn, VERSION)
                .check();
        LayerVersionArn version = LayerVersionArn.parse(arn == null ? "" : arn)
                .orElseThrow(() -> Failures.invalid("No layer has so many versions: " + arn));
        if (version.number() < 1) {
            throw Failures.invalid("Layer Version Cannot be less than 1.");
        }
        return version;
    }
}
