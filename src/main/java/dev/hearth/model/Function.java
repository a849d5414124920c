package dev.hearth.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A function as the control plane keeps it.
 *
 * @param arn unqualified
 * @param id the function's identity: a function that is created under the name of a deleted one has another id
 * @param configuration what the API shows, as the user configured it, {@code $LATEST}
 * @param serving the version that invocations run. An update replaces it when its code is in place. Empty while the
 *     function is pending
 * @param modified when code or configuration last changed
 * @param lastVersion the number of the last published version, 0 before the first. No number is used twice
 */
public record Function(
        FunctionArn arn,
        String id,
        FunctionConfiguration configuration,
        Optional<FunctionVersion> serving,
        FunctionState state,
        UpdateStatus update,
        String revisionId,
        Instant modified,
        Map<String, String> tags,
        long lastVersion) {
    public Function {
        tags = Map.copyOf(tags);
    }

    /** A copy with another configuration, modified at {@code changed}. */
    public Function withConfiguration(FunctionConfiguration other, Instant changed) {
        return new Function(arn, id, other, serving, state, update, revisionId, changed, tags, lastVersion);
    }

    public Function withServing(FunctionVersion version) {
        return new Function(
                arn, id, configuration, Optional.of(version), state, update, revisionId, modified, tags, lastVersion);
    }

    public Function withState(FunctionState reached) {
        return new Function(arn, id, configuration, serving, reached, update, revisionId, modified, tags, lastVersion);
    }

    public Function withUpdate(UpdateStatus status) {
        return new Function(arn, id, configuration, serving, state, status, revisionId, modified, tags, lastVersion);
    }

    public Function withRevisionId(String revision) {
        return new Function(arn, id, configuration, serving, state, update, revision, modified, tags, lastVersion);
    }

    public Function withTags(Map<String, String> replaced) {
        return new Function(
                arn, id, configuration, serving, state, update, revisionId, modified, replaced, lastVersion);
    }

    public Function withLastVersion(long number) {
        return new Function(arn, id, configuration, serving, state, update, revisionId, modified, tags, number);
    }

    /** Whether the function is pending, or an update is in progress. */
    public boolean isUnfinished() {
        return state.name() == FunctionState.Name.PENDING || update.name() == UpdateStatus.Name.IN_PROGRESS;
    }
}
