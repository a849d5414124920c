package dev.hearth.model;

import java.util.Optional;

/**
 * Whether a function version can be invoked.
 *
 * <pre>
 * from      event                        to
 * (none)    CreateFunction               PENDING
 * PENDING   code is in place             ACTIVE
 * PENDING   code can't be used           FAILED
 * </pre>
 *
 * @param reasonCode e.g. {@code Creating}
 */
public record FunctionState(Name name, Optional<String> reason, Optional<String> reasonCode) {
    public static final FunctionState PENDING =
            new FunctionState(Name.PENDING, Optional.of("The function is being created."), Optional.of("Creating"));
    public static final FunctionState ACTIVE = new FunctionState(Name.ACTIVE, Optional.empty(), Optional.empty());

    /** The states. */
    public enum Name {
        PENDING("Pending"),
        ACTIVE("Active"),
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
