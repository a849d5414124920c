package dev.hearth.controlplane.layers;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.model.AccountId;
import dev.hearth.model.LayerArn;
import dev.hearth.model.LayerVersionArn;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the names of layers in requests: {@code my-layer}, or the whole ARN.
 *
 * @param region the region of this server
 */
public record LayerNames(String region) {
    private static final Pattern PARTS = Pattern.compile("arn:[^:]+:lambda:([^:]+):(\\d{12}):layer:(.+)");

    /** The layer of a valid name. It may belong to another account. */
    public LayerArn resolve(AccountId caller, String name) {
        Matcher arn = PARTS.matcher(name);
        if (!arn.matches()) {
            return new LayerArn(region, caller, name);
        }
        return new LayerArn(arn.group(1), new AccountId(arn.group(2)), arn.group(3));
    }

    /** A version of the layer, by its number. */
    public LayerVersionArn resolve(AccountId caller, String name, @Nullable Long number) {
        if (number == null || number < 1) {
            throw Failures.invalid("Layer Version Cannot be less than 1");
        }
        return resolve(caller, name).version(number);
    }

    /** A version by its ARN. */
    public static LayerVersionArn version(@Nullable String arn) {
        LayerVersionArn version = LayerVersionArn.parse(arn == null ? "" : arn)
                .orElseThrow(() -> Failures.invalid("No layer has so many versions: " + arn));
        if (version.number() < 1) {
            throw Failures.invalid("Layer Version Cannot be less than 1");
        }
        return version;
    }
}
