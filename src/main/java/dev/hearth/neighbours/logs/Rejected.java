package dev.hearth.neighbours.logs;

import java.util.Optional;

/**
 * Which of the events of a batch were not taken because of their time.
 *
 * @param tooNewStart the first that lies too far ahead; all after it do too
 * @param tooOldEnd the first that is young enough for every group
 * @param expiredEnd the first that is young enough for the group's retention
 */
public record Rejected(Optional<Integer> tooNewStart, Optional<Integer> tooOldEnd, Optional<Integer> expiredEnd) {
    public boolean isNone() {
        return tooNewStart.isEmpty() && tooOldEnd.isEmpty() && expiredEnd.isEmpty();
    }
}
