package dev.hearth.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A function as the control plane keeps it.
 *
 * @param arn unqualified
 * @param configuration what the API shows, as the user configured it, {@code $LATEST}
 * @param serving what invocations run: an update takes over only when its code is in place; empty while pending
 * @param modified when code or configuration last changed
 */
public record Function(
        FunctionArn arn,
        FunctionConfiguration configuration,
        Optional<FunctionVersion> serving,
        FunctionState state,
        UpdateStatus update,
        String revisionId,
        Instant modified,
        Map<String, String> tags) {
    public Function {
        tags = Map.copyOf(tags);
    }
}
