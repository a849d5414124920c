package dev.hearth.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A function as the control plane keeps it.
 *
 * @param arn unqualified
 * @param id its own for life: a function that is made under the name of a deleted one has another
 * @param configuration what the API shows, as the user configured it, {@code $LATEST}
 * @param serving what invocations run: an update takes over only when its code is in place; empty while pending
 * @param modified when code or configuration last changed
 * @param lastVersion the number of the version that was published last, 0 before the first; none is used twice
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

    /** With another configuration since {@code changed}. */
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

    /** Whether its code is still to be put in place, or that of an update. */
    public boolean isUnfinished() {
        return state.name() == FunctionState.Name.PENDING || update.name() == UpdateStatus.Name.IN_PROGRESS;
    }
}
