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

    /** The names in the API, in capital letters. */
    public enum Name {
        PENDING,
        ACTIVE,
        INACTIVE,
        FAILED
    }
}
