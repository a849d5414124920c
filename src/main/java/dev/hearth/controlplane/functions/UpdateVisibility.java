package dev.hearth.controlplane.functions;

import dev.hearth.model.Function;
import dev.hearth.model.FunctionState;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.UpdateStatus;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The least time for which callers see an update in progress. Tools poll for a change of the status. Code is often in
 * place before their first request, and they would then see no change. Invocations use the update without this delay.
 *
 * <pre>
 * time since the update began           status that callers see
 * less than the least time              IN_PROGRESS; a version that was published with it is PENDING
 * the least time or more                the actual status
 * </pre>
 */
final class UpdateVisibility {
    private final Duration least;
    private final Time time;

    UpdateVisibility(Duration least, Time time) {
        this.least = least;
        this.time = time;
    }

    /** The function with the status that callers see now. */
    Function seen(Function function) {
        if (!isUnderWay(function) || function.update().name() == UpdateStatus.Name.IN_PROGRESS) {
            return function;
        }
        return function.withUpdate(function.update().asInProgress())
                .withRevisionId(function.update().revision().orElse(function.revisionId()));
    }

    /** A version with the status that callers see now. While callers see an update, nothing else can be published. */
    PublishedVersion seen(Function function, PublishedVersion version) {
        boolean last = version.arn().qualifier().equals(Optional.of(Long.toString(function.lastVersion())));
        boolean published = function.update()
                .begun()
                .map(begun -> !version.published().isBefore(begun))
                .orElse(false);
        return last && published && isUnderWay(function) ? version.withState(FunctionState.PENDING) : version;
    }

    private boolean isUnderWay(Function function) {
        Instant now = time.now();
        return function.update()
                .begun()
                .map(begun -> now.isBefore(begun.plus(least)))
                .orElse(false);
    }
}
