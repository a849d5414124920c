package dev.hearth.dataplane.workermanager;

/** What ends by time in the {@link Fleet}. */
sealed interface Deadline {
    /** A Worker has to say that it has started or stopped a sandbox. */
    record Answer(PlacedSandbox sandbox) implements Deadline {}

    /** A Worker has to say what it runs. */
    record Look(Host host) implements Deadline {}

    /** A Worker is to be asked what it runs, because it was not for a while. */
    record RegularLook(Host host) implements Deadline {}

    /** A start has to have found room. */
    record Room(PendingStart start) implements Deadline {}

    /** A start that waits for its turn may have it. */
    record Turn() implements Deadline {}
}
