package dev.hearth.controlplane.functions;

import dev.hearth.base.json.JsonValue;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks the environment variables of a function. */
final class Environments {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z]([a-zA-Z0-9_])+");

    private Environments() {}

    /** Checks environment variables, and returns them if they are valid. */
    static Map<String, String> checked(Map<String, String> variables, Set<String> reserved) {
        Set<String> taken = new TreeSet<>(variables.keySet());
        taken.retainAll(reserved);
        if (!taken.isEmpty()) {
            throw Failures.invalid("Lambda was unable to configure your environment variables because the environment "
                    + "variables you have provided contains reserved keys that are currently not supported for "
                    + "modification. Reserved keys used in this request: " + String.join(", ", taken));
        }
        variables.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw invalid("Map keys must satisfy constraint: [Member must satisfy regular expression pattern: "
                        + NAME + ", Member must not be null]");
            }
            if (value == null) {
                throw invalid("Map value must satisfy constraint: [Member must not be null]");
            }
            if (value.indexOf('\0') >= 0) {
                throw Failures.invalid("The environment variable " + name + " contains a zero byte.");
            }
        });
        String measured = JsonValue.of(variables).toJson();
        if (measured.getBytes(StandardCharsets.UTF_8).length > Limits.ENVIRONMENT_BYTES) {
            throw Failures.invalid("Lambda was unable to configure your environment variables because the environment "
                    + "variables you have provided exceeded the 4KB limit. String measured: " + measured);
        }
        return variables;
    }

    /** The error for invalid variables. It leaves out their values, which may be secret. */
    private static ServiceException invalid(String rule) {
        return new ServiceException(
                ErrorCode.VALIDATION,
                "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: " + rule);
    }
}
