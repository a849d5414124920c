package dev.hearth.api;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.error.Constraints;
import dev.hearth.model.FunctionNames;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The constraints of the API's model on the headers of invocations. If one is violated, the error also counts the
 * violations of the function's name and of the qualifier. In all other requests these two are checked only once, where
 * the function is looked up.
 */
final class InvokeRules {
    private static final List<String> LOG_TYPES = List.of("None", "Tail");

    /** As in the API's model. */
    private static final Pattern TENANT = Pattern.compile("[a-zA-Z0-9\\._:\\/=+\\-@ ]+");

    private final FunctionNames names;
    private final List<String> invocationTypes;

    /**
     * @param invocationTypes the allowed ones, in the order in which the error lists them
     */
    InvokeRules(FunctionNames names, List<String> invocationTypes) {
        this.names = names;
        this.invocationTypes = List.copyOf(invocationTypes);
    }

    /** Refuses a request that violates the model. */
    void check(HttpRequest request, String function, Optional<String> qualifier) {
        String tenant = request.header("X-Amz-Tenant-Id").orElse(null);
        Constraints constraints = new Constraints()
                .oneOf("InvocationType", request.header("X-Amz-Invocation-Type").orElse(null), invocationTypes)
                .oneOf("LogType", request.header("X-Amz-Log-Type").orElse(null), LOG_TYPES)
                .length("TenantId", tenant, 1, Limits.TENANT_CHARACTERS)
                .pattern("TenantId", tenant, TENANT);
        if (!constraints.isSatisfied()) {
            names.constrain(constraints, function, qualifier).check();
        }
    }
}
