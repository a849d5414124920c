package dev.hearth.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The status of a function's last update.
 *
 * <pre>
 * from          event                    to
 * (none)        CreateFunction           SUCCESSFUL, hidden while the function is pending
 * SUCCESSFUL    an update                IN_PROGRESS
 * FAILED        an update                IN_PROGRESS
 * IN_PROGRESS   new code is in place     SUCCESSFUL: from now on it serves
 * IN_PROGRESS   new code can't be used   FAILED: the earlier revision goes on serving
 * </pre>
 *
 * @param begun when the update began; empty before the first
 * @param revision the function's revision while the update was in progress, once it has ended
 */
public record UpdateStatus(
        Name name,
        Optional<String> reason,
        Optional<String> reasonCode,
        Optional<Instant> begun,
        Optional<String> revision) {
    /** The status of a function that was not updated yet. */
    public static final UpdateStatus SUCCESSFUL =
            new UpdateStatus(Name.SUCCESSFUL, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The status of an update that begins. */
    public static UpdateStatus inProgress(Instant begun) {
        return inProgress(Optional.of(begun));
    }

    /** The same update as it was before its end. */
    public UpdateStatus asInProgress() {
        return inProgress(begun);
    }

    private static UpdateStatus inProgress(Optional<Instant> begun) {
        return new UpdateStatus(
                Name.IN_PROGRESS,
                Optional.of("The function is being created."),
                Optional.of("Creating"),
                begun,
                Optional.empty());
    }

    /** The same update after its success. {@code earlier} is the function's revision during the update. */
    public UpdateStatus succeeded(String earlier) {
        return new UpdateStatus(Name.SUCCESSFUL, Optional.empty(), Optional.empty(), begun, Optional.of(earlier));
    }

    /** The same update after its failure. {@code earlier} is the function's revision during the update. */
    public UpdateStatus failed(String earlier, String why, String code) {
        return new UpdateStatus(Name.FAILED, Optional.of(why), Optional.of(code), begun, Optional.of(earlier));
    }

    /** The statuses. */
    public enum Name {
        SUCCESSFUL("Successful"),
        IN_PROGRESS("InProgress"),
        FAILED("Failed");

        private final String wire;

        Name(String wire) {
            this.wire = wire;
        }

        /** Its name in the API. */
        public String wire() {
            return wire;
        }
    }
}
