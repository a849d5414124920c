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
 * The least time for which callers see an update in progress. Tools wait for what changes; code is often in place
 * before they ask for the first time, and then they would see no change at all. What serves changes without it.
 *
 * <pre>
 * an update, and since it began         seen
 * less than the time, however it went   IN_PROGRESS; a version that was published with it is PENDING
 * the time or more                      as it is
 * </pre>
 */
final class UpdateMoment {
    private final Duration least;
    private final Time time;

    UpdateMoment(Duration least, Time time) {
        this.least = least;
        this.time = time;
    }

    /** The function as callers see it now. */
    Function seen(Function function) {
        if (!isUnderWay(function) || function.update().name() == UpdateStatus.Name.IN_PROGRESS) {
            return function;
        }
        return function.withUpdate(function.update().asInProgress())
                .withRevisionId(function.update().revision().orElse(function.revisionId()));
    }

    /** A version of the function as callers see it now. Nothing else can be published while an update is seen. */
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
