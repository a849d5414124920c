package dev.hearth.model;

import java.util.Optional;

/**
 * How the last update of a function went.
 *
 * <pre>
 * from          event                    to
 * (none)        CreateFunction           SUCCESSFUL, hidden while the function is pending
 * SUCCESSFUL    an update                IN_PROGRESS
 * FAILED        an update                IN_PROGRESS
 * IN_PROGRESS   new code is in place     SUCCESSFUL: from now on it serves
 * IN_PROGRESS   new code can't be used   FAILED: the earlier revision goes on serving
 * </pre>
 */
public record UpdateStatus(Name name, Optional<String> reason, Optional<String> reasonCode) {
    public static final UpdateStatus SUCCESSFUL = new UpdateStatus(Name.SUCCESSFUL, Optional.empty(), Optional.empty());
    public static final UpdateStatus IN_PROGRESS =
            new UpdateStatus(Name.IN_PROGRESS, Optional.of("The function is being created."), Optional.of("Creating"));

    /** Where it is. */
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
