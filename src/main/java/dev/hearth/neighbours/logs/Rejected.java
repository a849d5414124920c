package dev.hearth.neighbours.logs;

import java.util.Optional;

/**
 * The events of a batch that were rejected because of their time.
 *
 * @param tooNewStart the first event that is too far ahead; all after it are too
 * @param tooOldEnd the first event that is young enough for every group
 * @param expiredEnd the first event that is young enough for the group's retention
 */
public record Rejected(Optional<Integer> tooNewStart, Optional<Integer> tooOldEnd, Optional<Integer> expiredEnd) {
    public boolean isNone() {
        return tooNewStart.isEmpty() && tooOldEnd.isEmpty() && expiredEnd.isEmpty();
    }
}
